package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.DevModeProcess;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.tests.anyserver.CodeagentCli;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Development mode on a copy of the sources: a change is deployed, an error is reported, a run survives. */
class DevTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String TEST_SERVLET = "web-module/src/main/java/dev/codeagent/gateway/TestServlet.java";

    @TempDir
    Path folder;

    private DevModeProcess dev;

    @BeforeEach
    void start() throws Exception {
        dev = DevModeProcess.start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        dev.close(); // Like Ctrl-C, which also stops the server.
        assertThat(CodeagentCli.forDataDirectory(folder.resolve("data"))
                        .run("status")
                        .out())
                .contains("no server runs");
    }

    @Test
    void deploysAChangeReportsACompileErrorAndLosesNoRun() throws Exception {
        write("return \"first\"");
        await().atMost(TIMEOUT).until(() -> get("/test-servlet").equals("first"));

        write("return undefined");
        dev.awaitInOutput(TEST_SERVLET + ":9: cannot find symbol", 1);
        dev.awaitInOutput("the old version runs on", 1);
        assertThat(get("/test-servlet")).isEqualTo("first");

        try (FakeModelProcess slowModel =
                        FakeModelProcess.start(Files.createDirectories(folder.resolve("slow")), script(3000));
                FakeModelProcess fastModel =
                        FakeModelProcess.start(Files.createDirectories(folder.resolve("quick")), script(1))) {
            var restClient = dev.address().restClient();
            restClient.registerProvider("scripted", slowModel.url(), "any");
            GitRepository repository = GitRepository.create(folder.resolve("repository"));
            String run =
                    restClient.startRun(restClient.registerProject(repository.path()), "/code", "write it", "scripted");
            await().atMost(TIMEOUT)
                    .until(() -> types(restClient.listEvents(run)).contains("tool.finished"));
            restClient.registerProvider("scripted", fastModel.url(), "any"); // for requests after the deployment

            write("return \"second\"");
            await().atMost(TIMEOUT).until(() -> get("/test-servlet").equals("second"));
            await().atMost(TIMEOUT)
                    .until(() -> types(restClient.listEvents(run)).contains("run.finished"));

            List<JsonObject> events = restClient.listEvents(run);
            assertThat(restClient.getRun(run).getString("state")).isEqualTo("completed");
            assertThat(types(events)).containsOnlyOnce("run.finished");
            assertThat(types(events).stream().filter("run.started"::equals)).hasSize(2);
            assertThat(events.stream()
                            .mapToLong(e -> e.getJsonNumber("seq").longValue())
                            .toArray())
                    .isEqualTo(LongStream.rangeClosed(1, events.size()).toArray());
            assertThat(repository.git("show", "codeagent/" + run + ":src/new.txt"))
                    .isEqualTo("once\n");
        }
    }

    /** A turn that writes a file, and one that only talks: with 3,000 words for ten minutes. */
    private static JsonObject script(int words) {
        var fast = new Pacing(80, 1);
        var write = new ScriptedTurn(
                "I write.", fast, List.of(ScriptedCall.of("write_file", "path", "src/new.txt", "content", "once\n")));
        var talk = new ScriptedTurn("word ".repeat(words), new Pacing(5, 200), List.of());
        return ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("coding", List.of(write, talk)), false)));
    }

    private static List<String> types(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("type")).toList();
    }

    private void write(String statement) throws IOException {
        Files.writeString(dev.sources().resolve(TEST_SERVLET), """
                package dev.codeagent.gateway;

                import jakarta.servlet.annotation.WebServlet;
                import jakarta.servlet.http.*;

                @WebServlet("/test-servlet")
                public class TestServlet extends HttpServlet {
                    private String word() {
                        %s;
                    }

                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
                        response.getWriter().print(word());
                    }
                }
                """.formatted(statement));
    }

    private String get(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request =
                    dev.address().request(path).timeout(Duration.ofSeconds(10)).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "no answer: " + e;
        }
    }
}
