package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.tests.anyserver.CodeagentCli;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The response cache of a server, over its restart, and what the server tells about its runs. */
class ResponseCacheTest {
    private static final String TURNS = """
        [{"toolCalls": [{"name": "read_file", "arguments": {"path": "README.md"}}], %1$s},
         {"text": "It is planned.", %1$s}]
        """.formatted("\"usage\": {\"input\": 1000, \"output\": 50}");
    private static final String SCRIPT = "{\"scenarios\": {\"plan\": {\"agents\": {\"planning\": " + TURNS + "}}}}";

    @TempDir
    Path folder;

    private ServerProcess server;
    private FakeModelProcess model;

    @Test
    void answersARepeatedRunFromTheCacheAlsoAfterARestart() throws Exception {
        try (FakeModelProcess fake = FakeModelProcess.start(folder, EnvelopeCodec.parse(SCRIPT));
                TelemetryProbe telemetry = new TelemetryProbe(folder);
                ServerProcess started = ServerProcess.start(
                        folder,
                        telemetry.configure(ServerProcess.StartOptions.shipped()
                                .with("CODEAGENT_PROVIDERS_RESPONSECACHE_ENABLED", "true")))) {
            model = fake;
            server = started;
            server.restClient().exchange("PUT", "/api/v1/providers/plan", """
                {"baseUrl": "%s", "apiKey": "plan", "defaultModel": "scripted-1",
                 "prices": [{"model": "scripted-1", "input": "2", "output": "10"}]}
                """.formatted(model.url()));
            String project = registerProject("one");
            int before = requests();
            String first = complete(project);
            assertThat(requests()).isEqualTo(before + 2);

            server.kill();
            server.start();
            String second = complete(project);

            assertThat(requests()).as("requests after a restart").isEqualTo(before + 2);
            assertThat(texts(second)).isEqualTo(texts(first)).isNotEmpty();
            assertThat(types(second, "usage.reserved")).isEmpty();
            assertThat(types(second, "usage.booked"))
                    .hasSize(2)
                    .allMatch(e -> e.getString("status").equals("cached"))
                    .allMatch(e -> new BigDecimal(e.getString("costUsd")).signum() == 0);
            assertThat(new BigDecimal(server.restClient().getRun(second).getString("costUsd")))
                    .isEqualByComparingTo("0");
            JsonObject usage = usage("by=run&run=" + second);
            assertThat(usage.getInt("cacheHits")).isEqualTo(2);
            assertThat(usage.getInt("calls")).isZero();
            assertThat(CodeagentCli.forDataDirectory(server.dataDirectory())
                            .run("usage", "--run", second)
                            .out())
                    .contains("2 calls were answered from the response cache");
            assertOwnerOnly();

            String other = registerProject("two");
            String measured = complete(other);
            assertThat(requests()).as("requests of another project").isEqualTo(before + 4);
            telemetry.assertMeasured(server, measured, other);
        }
    }

    private String registerProject(String name) throws Exception {
        return server.restClient()
                .registerProject(GitRepository.create(folder.resolve(name)).path());
    }

    private String complete(String project) throws Exception {
        String run = server.restClient().startRun(project, "/plan", "Plan the change.", "plan");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> server.restClient().getRun(run).getString("state").equals("completed"));
        return run;
    }

    /** The requests for answers that the model server received. */
    private int requests() throws Exception {
        URI log = URI.create(model.url().replaceFirst("/v1$", "/_control/usage?key=plan"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body = client.send(HttpRequest.newBuilder(log).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return EnvelopeCodec.parse(body).getInt("calls");
        }
    }

    private List<JsonObject> types(String run, String type) throws Exception {
        return server.restClient().listEvents(run).stream()
                .filter(e -> e.getString("type").equals(type))
                .toList();
    }

    private List<String> texts(String run) throws Exception {
        return types(run, "block.finished").stream()
                .map(e -> e.getString("text"))
                .toList();
    }

    private JsonObject usage(String query) throws Exception {
        String array = server.restClient().exchange("GET", "/api/v1/usage?" + query, "");
        return EnvelopeCodec.parse("{\"list\": " + array + "}")
                .getJsonArray("list")
                .getJsonObject(0);
    }

    private void assertOwnerOnly() throws Exception {
        try (Stream<Path> files = Files.list(server.dataDirectory().resolve("response-cache"))) {
            assertThat(files.toList())
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }
}
