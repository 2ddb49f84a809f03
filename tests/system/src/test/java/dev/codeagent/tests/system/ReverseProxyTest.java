package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.RawHttpRequest;
import dev.codeagent.tests.anyserver.ServerWithFakeModel;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server behind nginx, as docs/reverse-proxy.md configures it: TLS, a path, buffering and compression. */
class ReverseProxyTest {
    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static ReverseProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ReverseProxy.nginx().isPresent(), "nginx is not installed");
        server = ServerWithFakeModel.start(folder, script());
        proxy = ReverseProxy.start(
                Files.createDirectories(folder.resolve("nginx")),
                Path.of(System.getProperty("codeagent.root"), "docs/reverse-proxy.md"),
                server.address().port());
    }

    @AfterAll
    static void stop() throws Exception {
        if (proxy != null) {
            proxy.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static JsonObject script() {
        ScriptedTurn slow = new ScriptedTurn("This takes its time. ".repeat(200), new Pacing(10, 200), List.of());
        return ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("planning", List.of(slow)), false)));
    }

    private static String startRun(String name) throws Exception {
        String project = server.rest()
                .registerProject(GitRepository.create(folder.resolve(name)).path());
        return server.rest().startRun(project, "/plan", "plan it", "scripted");
    }

    private static ReverseProxy.Connection send(String method, String path, String body, String... headers)
            throws Exception {
        var all = new ArrayList<>(List.of(headers));
        all.add("Authorization: " + server.address().authorization().orElseThrow());
        return proxy.send(method, path, all, body);
    }

    @Test
    void eventsPassAProxyThatBuffersAndCompresses() throws Exception {
        String run = startRun("events");

        try (var stream = send(
                "GET",
                "/codeagent/api/v1/runs/" + run + "/events",
                "",
                "Accept: text/event-stream",
                "Accept-Encoding: identity")) {
            assertThat(stream.head()).contains("200 OK", "text/event-stream", "no-transform");
            stream.readUntil("event: delta");
            stream.readUntil("event: delta");
            assertThat(server.rest().getRun(run).getString("state")).isEqualTo("running");
        }
        server.rest().cancelRun(run);
    }

    @Test
    void theHeadOfAStreamArrivesBeforeTheFirstEvent() throws Exception {
        String run = startRun("head");
        long last;
        do {
            last = server.rest().getRun(run).getJsonNumber("lastSeq").longValue();
            Thread.sleep(300);
        } while (last != server.rest().getRun(run).getJsonNumber("lastSeq").longValue());

        long begin = System.nanoTime();
        try (var stream = send(
                "GET", "/codeagent/api/v1/runs/" + run + "/events?after=" + last, "", "Accept: text/event-stream")) {
            assertThat(stream.head()).contains("200 OK");
        }
        assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
        server.rest().cancelRun(run);
    }

    @Test
    void upgradesToWebSocket() throws Exception {
        String[] handshake = {
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        };

        try (var connection = send("GET", "/codeagent/ws/v1/connect", "", handshake)) {
            assertThat(connection.head()).contains("HTTP/1.1 101 ");
        }
        var own = new ArrayList<>(List.of(handshake));
        own.add("Origin: https://" + proxy.authority());
        try (var connection = send("GET", "/codeagent/ws/v1/connect", "", own.toArray(String[]::new))) {
            assertThat(connection.head()).contains("HTTP/1.1 101 ");
        }
        own.set(own.size() - 1, "Origin: https://evil.example");
        try (var connection = send("GET", "/codeagent/ws/v1/connect", "", own.toArray(String[]::new))) {
            assertThat(connection.head()).contains("403");
        }
    }

    @Test
    void linksNameTheAddressOfTheProxy() throws Exception {
        server.rest().cancelRun(startRun("first"));
        server.rest().cancelRun(startRun("second"));

        try (var list = send("GET", "/codeagent/api/v1/runs?limit=1", "")) {
            assertThat(list.head())
                    .contains("200 OK", "<https://" + proxy.authority() + "/codeagent/api/v1/runs?cursor=run-");
        }
        String direct = RawHttpRequest.get(
                        "/api/v1/runs?limit=1",
                        "Authorization: " + server.address().authorization().orElseThrow())
                .send(server.address().port())
                .text();
        assertThat(direct).contains("<http://127.0.0.1:" + server.address().port() + "/api/v1/runs?cursor=run-");
    }

    @Test
    void theCookieOfALoginIsForTheProxyAlone() throws Exception {
        String code = GatewayMessages.parse(server.rest().exchange("POST", "/api/v1/login-codes", ""))
                .getString("code");

        try (var login =
                send("POST", "/codeagent/login", "{\"code\": \"" + code + "\"}", "Sec-Fetch-Site: same-origin")) {
            assertThat(login.head()).contains("204", "Path=/codeagent/;", "; Secure");
        }
        try (var page = send("GET", "/codeagent/", "")) {
            page.head();
            assertThat(page.readUntil("</script>")).containsPattern("src=\"(login.js|/codeagent/theme.js)\"");
        }
    }

    @Test
    void ignoresHeadersThatItsClientWrote() throws Exception {
        try (var list = send(
                "GET",
                "/codeagent/api/v1/runs?limit=1",
                "",
                "Forwarded: for=1.2.3.4;proto=http;host=evil.example",
                "X-Forwarded-For: 1.2.3.4",
                "X-Forwarded-Proto: http",
                "X-Forwarded-Host: evil.example")) {
            assertThat(list.head()).contains("200 OK").doesNotContain("evil.example", "<http:");
        }
    }
}
