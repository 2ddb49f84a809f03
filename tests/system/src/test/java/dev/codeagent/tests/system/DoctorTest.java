package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.Ports;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The output of {@code doctor} and {@code /health}, with and without a server. The server needs a proxy for one of its
 * providers.
 */
class DoctorTest {
    private static final int FAILED = 1;
    private static final List<String> FIELDS = List.of("check", "level", "found", "lost", "advice");
    private static final String REMOTE = "http://models.provider.test/v1";

    @TempDir
    static Path folder;

    private static final Queue<String> PROXIED_REQUESTS = new ConcurrentLinkedQueue<>();
    private static HttpServer proxy;
    private static CodeagentCli codeagent;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            PROXIED_REQUESTS.add(exchange.getRequestURI().toString());
            boolean isChat = exchange.getRequestURI().toString().endsWith("/chat/completions");
            byte[] answer = (isChat
                            ? "{\"choices\":[{\"message\":{\"content\":\"OK\"},\"finish_reason\":\"stop\"}]}"
                            : "{\"data\":[{\"id\":\"m-1\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : answer.length);
            exchange.getResponseBody().write(exchange.getRequestMethod().equals("HEAD") ? new byte[0] : answer);
            exchange.close();
        });
        proxy.start();
        port = Ports.free();
        codeagent = CodeagentCli.forDataDirectory(Files.createDirectories(folder.resolve("data")))
                .with(
                        "HTTP_PROXY",
                        "http://me:not-for-anybody@127.0.0.1:"
                                + proxy.getAddress().getPort())
                .with("HTTPS_PROXY", "http://127.0.0.1:" + Ports.free());
        CommandResult up = codeagent.run("up", "--port", String.valueOf(port));
        assertThat(up.exit()).as(up.err()).isZero();
        codeagent.run("providers", "add", "near", "--url", REMOTE, "--key", "sk-not-for-anybody");
        codeagent.run(
                "providers",
                "add",
                "far",
                "--url",
                "https://api.provider.test/v1",
                "--key",
                "sk-not-for-anybody",
                "--no-test");
    }

    @AfterAll
    static void stop() throws Exception {
        codeagent.run("down");
        proxy.stop(0);
    }

    /** Parses each line of {@code --json}; the findings by the name of their check. */
    private static Map<String, JsonObject> findings(CommandResult result) {
        return result.lines().stream()
                .map(GatewayMessages::parse)
                .peek(finding -> assertThat(finding.keySet()).containsExactlyElementsOf(FIELDS))
                .collect(Collectors.toMap(finding -> finding.getString("check"), Function.identity()));
    }

    private static String level(Map<String, JsonObject> findings, String check) {
        assertThat(findings).containsKey(check);
        return findings.get(check).getString("level");
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    new ServerAddress(port, codeagent.data()).request(path).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Retries if the host was too busy for the time limits of the doctor. */
    private static void retryUntilPassed(ThrowingRunnable assertions) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(assertions);
    }

    @Test
    void runsTheChecksLocallyWithoutAServer() {
        retryUntilPassed(DoctorTest::runsTheChecksLocally);
    }

    private static void runsTheChecksLocally() throws Exception {
        CodeagentCli other = CodeagentCli.forDataDirectory(folder.resolve("other"));

        CommandResult result = other.run("doctor", "--json", "--port", String.valueOf(Ports.free()));

        Map<String, JsonObject> findings = findings(result);
        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(level(findings, "server")).isEqualTo("warn");
        assertThat(findings.get("server").getString("lost")).contains("providers");
        assertThat(List.of("configuration", "java", "git", "mvn", "data", "credentials", "port", "database"))
                .allMatch(check -> level(findings, check).equals("ok"));
        assertThat(findings).containsKeys("disk", "bubblewrap", "docker", "dns", "proxy", "ca", "clock");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void exitCodeIsAnErrorOnlyForFailedChecks() {
        retryUntilPassed(DoctorTest::exitCodeIsAnErrorForAFailedCheck);
    }

    private static void exitCodeIsAnErrorForAFailedCheck() throws Exception {
        Path file = Files.writeString(folder.resolve("wrong.json"), "{\"gateway\": {\"prot\": 1}}");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandResult result = CodeagentCli.forDataDirectory(folder.resolve("other"))
                    .with("DOCKER_HOST", "unix:///nowhere")
                    .run(
                            "doctor",
                            "--json",
                            "--port",
                            String.valueOf(taken.getLocalPort()),
                            "--config",
                            file.toString());

            Map<String, JsonObject> findings = findings(result);
            assertThat(result.exit()).isEqualTo(FAILED);
            assertThat(level(findings, "port")).isEqualTo("fail");
            assertThat(level(findings, "configuration")).isEqualTo("fail");
            assertThat(findings.get("configuration").getString("found")).contains("unknown key 'gateway.prot'");
            assertThat(level(findings, "docker")).isEqualTo("warn");
        }
    }

    @Test
    void usesTheReportOfARunningServer() throws Exception {
        CommandResult result = codeagent.run("doctor", "--json");

        Map<String, JsonObject> findings = findings(result);
        assertThat(result.lines().getFirst()).contains("\"check\":\"server\",\"level\":\"ok\"");
        assertThat(findings.get("database").getString("found"))
                .startsWith("SQLite 3.")
                .contains(", schema ");
        assertThat(findings.get("provider near").getString("found")).isEqualTo("1 model at " + REMOTE);
        assertThat(result.out() + result.err()).doesNotContain("not-for-anybody");
    }

    @Test
    void reachesProvidersThroughTheServersProxy() throws Exception {
        CommandResult reachable = codeagent.run("providers", "test", "near");
        CommandResult unreachable = codeagent.run("providers", "test", "far");

        assertThat(reachable.exit()).as(reachable.out() + reachable.err()).isZero();
        assertThat(PROXIED_REQUESTS).contains(REMOTE + "/models");
        assertThat(unreachable.exit()).isEqualTo(FAILED);
        assertThat(unreachable.out())
                .contains("the request goes through the proxy http://127.0.0.1:", "of HTTPS_PROXY");
    }

    @Test
    void reportsADeadProxy() throws Exception {
        CommandResult result = codeagent.run("doctor");

        assertThat(result.exit()).isEqualTo(FAILED);
        assertThat(result.out())
                .containsPattern("fail  proxy          HTTPS_PROXY http://127\\.0\\.0\\.1:\\d+: .*refused")
                .containsPattern("warn  provider far   provider far is unreachable")
                .doesNotContain("not-for-anybody", "\u001b[");
        assertThat(result.lines().getLast()).matches("\\d+ ok, \\d+ warnings?, 1 failure");
    }

    @Test
    void publicHealthShowsOnlyUpOrDown() throws Exception {
        String data = codeagent.data().toString();

        JsonObject live = GatewayMessages.parse(get("/health/live").body());
        JsonObject ready = GatewayMessages.parse(get("/health/ready").body());
        HttpResponse<String> all = get("/health");
        HttpResponse<String> details = get("/api/v1/health");

        assertThat(names(live)).containsExactly("threads");
        assertThat(names(ready)).containsExactlyInAnyOrder("runs", "database", "data");
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(names(GatewayMessages.parse(all.body())))
                .containsExactlyInAnyOrder("threads", "runs", "database", "data");
        assertThat(all.body()).doesNotContain(data, "SQLite", "provider");
        assertThat(details.statusCode()).isEqualTo(200);
        assertThat(details.body()).contains(data, "SQLite", "provider near").doesNotContain("not-for-anybody");
        assertThat(GatewayMessages.parse(details.body()).getString("level")).isEqualTo("fail");
        assertThat(get("/openapi").body()).contains("/api/v1/health");
    }

    private static List<String> names(JsonObject health) {
        return health.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .peek(check -> assertThat(check.getString("status")).isEqualTo("UP"))
                .peek(check -> assertThat(check.getJsonObject("data")).isEmpty())
                .map(check -> check.getString("name"))
                .toList();
    }

    @Test
    void runsTheChecksLocallyWhenTheServerHangs() throws Exception {
        long pid = GatewayMessages.parse(Files.readString(codeagent.data().resolve("server.json")))
                .getJsonNumber("pid")
                .longValue();
        signal("-STOP", pid);
        try {
            CommandResult result = codeagent.run("doctor", "--json");

            assertThat(result.exit()).isEqualTo(FAILED);
            assertThat(findings(result).get("server").getString("found"))
                    .isEqualTo("process " + pid + " does not answer at http://127.0.0.1:" + port);
            assertThat(level(findings(result), "java")).isEqualTo("ok");
            assertThat(findings(result)).doesNotContainKey("port");
        } finally {
            signal("-CONT", pid);
        }
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, String.valueOf(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
