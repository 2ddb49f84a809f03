package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.WebSocketConnection;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files over REST, runs on the results of runs, attachments, and clients that follow one run together. */
@Tag("any-server")
@Tag("runs")
class FilesAndFollowUpsTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final byte[] PNG = "\u0089PNG\r\n\u001a\n pixels".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static GitRepository repository;
    private static String project;

    @BeforeAll
    static void start() throws Exception {
        server = ServerWithFakeModel.start(folder, script());
        repository = GitRepository.create(folder.resolve("repository"));
        project = server.rest().registerProject(repository.path());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                server.address().request("/api/v1" + path).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, new byte[0], headers);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void readsAndWritesFilesOfAProject() throws Exception {
        String files = "/projects/" + project + "/files";
        byte[] page = "<script>alert(1)</script>\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);

        HttpResponse<byte[]> created = send("PUT", files + "/content?path=web/page.html", page);
        HttpResponse<byte[]> read = get(files + "/content?path=web/page.html");
        String etag = header(read, "ETag");

        assertThat(created.statusCode()).as(text(created)).isEqualTo(201);
        assertThat(read.body()).isEqualTo(page);
        assertThat(header(created, "ETag")).isEqualTo(etag).startsWith("\"");
        assertThat(header(read, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(read, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(read, "Content-Security-Policy")).contains("sandbox");
        assertThat(get(files + "/content?path=web/page.html", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> part = get(files + "/content?path=web/page.html", "Range", "bytes=1-6");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(text(part)).isEqualTo("script");
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 1-6/" + page.length);
        assertThat(get(files + "/content?path=web/page.html", "Range", "bytes=99-")
                        .statusCode())
                .isEqualTo(416);

        assertThat(send("PUT", files + "/content?path=web/page.html", new byte[] {1}, "If-Match", etag)
                        .statusCode())
                .isEqualTo(200);
        for (String[] stale : List.of(new String[] {"If-Match", etag}, new String[0])) {
            HttpResponse<byte[]> refused = send("PUT", files + "/content?path=web/page.html", new byte[] {2}, stale);
            assertThat(refused.statusCode()).isEqualTo(412);
            assertThat(text(refused)).contains("PRECONDITION_FAILED");
        }
        assertThat(repository.path().resolve("web/page.html")).hasBinaryContent(new byte[] {1});
        assertThat(text(get(files + "?recursive=true"))).contains("\"README.md\"", "\"src/first.txt\"");
        assertThat(header(get(files + "?limit=1"), "Link")).contains("rel=\"next\"", "cursor=");
        assertThat(text(get(files + "/matches?text=FIRST&ignoreCase=true"))).contains("src/first.txt");
        assertThat(get(files + "/content?path=..%2Foutside").statusCode()).isEqualTo(400);
        assertThat(get(files + "/content?path=.git/config").statusCode()).isEqualTo(400);
        assertThat(get(files + "/content?path=none").statusCode()).isEqualTo(404);
        assertThat(send("PUT", files + "/content?path=large", new byte[(1 << 20) + 1])
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void continuesTheResultOfARunWithAttachments() throws Exception {
        Path image = Files.write(folder.resolve("shot.png"), java.util.Arrays.copyOf(PNG, 2_500_000));
        Path log = Files.writeString(folder.resolve("build.log"), "error: größer\n");
        String first = runCode("--attach", image.toString(), "--attach", log.toString());
        String created = text(get("/runs/" + first + "/events?limit=1"));

        String second = runCode("--follow-up", first);

        assertThat(created).contains("shot.png", "image/png", "build.log", "text/plain");
        assertThat(text(get("/runs/" + first + "/files/content?path=src/new.txt")))
                .isEqualTo("more\n");
        assertThat(text(get("/runs/" + second + "/files/content?path=src/new.txt")))
                .isEqualTo("more\nmore\n");
        assertThat(repository.path().resolve("src/new.txt")).doesNotExist();
        repository.git("merge-base", "--is-ancestor", "codeagent/" + first, "codeagent/" + second);
        assertThat(server.rest().exchange("GET", "/api/v1/runs/" + second, "")).contains(session(first));
        CommandResult early = cli("apply", second);
        assertThat(early.exit()).isEqualTo(4);
        assertThat(early.err()).contains("codeagent apply " + first);
        assertThat(cli("apply", first).exit()).isZero();
        assertThat(cli("apply", second).exit()).isZero();
        assertThat(repository.path().resolve("src/new.txt")).hasContent("more\nmore\n");
        CommandResult report = cli("show", second, "--report");
        assertThat(report.out())
                .isEqualTo(text(get("/runs/" + second + "/report", "Accept", "text/markdown")))
                .contains("# Run `" + second, "**Continues:** `" + first, "I have added a line.");
        assertThat(text(get("/runs/" + second + "/report"))).startsWith("{\"run\"");
        String unknown = server.rest()
                .exchange(
                        "POST",
                        "/api/v1/runs",
                        "{\"command\":\"/code\",\"followUp\":{\"run\":\"" + first
                                + "\"},\"prompt\":\"x\",\"attachments\":[\"att-1\"]}");
        assertThat(unknown).contains("INVALID_VALUE", "attachments");
    }

    @Test
    void tellsClientsWhoElseFollowsARun() throws Exception {
        String run = server.rest().startRun(project, "/code", "wait", "scripted");
        try (WebSocketConnection first = WebSocketConnection.open(server.address());
                WebSocketConnection second = WebSocketConnection.open(server.address())) {
            String resume = "{\"id\":\"c-%s\",\"type\":\"command\",\"metadata\":{\"client\":\"%s\"},"
                    + "\"payload\":{\"command\":\"/resume\",\"runs\":[{\"run\":\"" + run + "\",\"seq\":0}]}}";
            first.send(String.format(resume, "1", "portal"));
            awaitFollowers(run, "portal");
            second.send(String.format(resume, "2", "ide"));

            JsonObject presence = readPresence(first);

            assertThat(presence.getJsonArray("followers").toString()).contains("portal", "ide");
            assertThat(readPresence(second)).isEqualTo(presence);

            second.send("{\"id\":\"c-3\",\"type\":\"command\",\"payload\":{\"command\":\"/unsubscribe\",\"run\":\""
                    + run + "\"}}");

            assertThat(readPresence(first).getJsonArray("followers").toString())
                    .contains("portal")
                    .doesNotContain("\"ide\"");
        }
    }

    private static void awaitFollowers(String run, String client) throws IOException, InterruptedException {
        while (!text(get("/runs/" + run + "/followers")).contains(client)) {
            Thread.onSpinWait();
        }
    }

    private static JsonObject readPresence(WebSocketConnection connection) throws Exception {
        while (true) {
            JsonObject payload = GatewayMessages.parse(connection.receive()).getJsonObject("payload");
            if (payload.getString("type", "").equals("presence")) {
                return payload;
            }
        }
    }

    private static String session(String run) throws IOException, InterruptedException {
        return GatewayMessages.parse(server.rest().exchange("GET", "/api/v1/runs/" + run, ""))
                .getString("session");
    }

    private static String runCode(String... options) throws IOException, InterruptedException {
        var arguments = new java.util.ArrayList<>(List.of(
                "/code",
                "add a line",
                "--provider",
                "scripted",
                "--project",
                repository.path().toString()));
        arguments.addAll(List.of(options));
        CommandResult result = cli(arguments.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        return result.lines().stream()
                .filter(line -> line.startsWith("run run-"))
                .findFirst()
                .orElseThrow()
                .substring("run ".length());
    }

    private static CommandResult cli(String... arguments) throws IOException, InterruptedException {
        return server.codeagent().run(arguments);
    }

    private static JsonObject script() {
        var pacing = new Pacing(100, 0);
        ScriptedTurn append = new ScriptedTurn(
                "I add a line.",
                pacing,
                List.of(ScriptedCall.of("run_command", "command", "echo more >> src/new.txt")));
        ScriptedTurn done = new ScriptedTurn("I have added a line.", pacing, List.of());
        return ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("coding", List.of(append, done)), false)));
    }
}
