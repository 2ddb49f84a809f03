package dev.codeagent.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Repository;
import dev.codeagent.bench.rig.Rest;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Scripts.Call;
import dev.codeagent.bench.rig.Scripts.Pace;
import dev.codeagent.bench.rig.Scripts.Turn;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Development on a copy of the sources: a change is live, a mistake is shown, a run survives. */
class DevTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String DOOR = "web-module/src/main/java/dev/codeagent/gateway/TestDoor.java";

    @TempDir
    Path folder;

    private Path tree;
    private Path terminal;
    private int port;
    private Process dev;

    @BeforeEach
    void start() throws Exception {
        tree = copyOfTheSources();
        terminal = folder.resolve("terminal.txt");
        port = Codeagent.freePort();
        Path data = folder.resolve("data");
        var builder = Codeagent.on(data).builder();
        builder.command(
                        tree.resolve("codeagent").toString(),
                        "dev",
                        "--port",
                        String.valueOf(port),
                        "--data",
                        data.toString())
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .redirectOutput(terminal.toFile());
        builder.environment().put("CODEAGENT_SANDBOX_ALLOWPLAIN", "true");
        dev = builder.start();
        awaitTerminal("watching the sources");
    }

    @AfterEach
    void stop() throws Exception {
        dev.destroy(); // As Ctrl-C does: it ends the server with it.
        dev.waitFor();
        await().atMost(PATIENCE)
                .until(() -> Codeagent.on(folder.resolve("data")).run("status").exit() != 0);
    }

    @Test
    void showsAChangeLiveAndAMistakeInPlaceAndLosesNoRun() throws Exception {
        write("return \"first\"");
        await().atMost(PATIENCE).until(() -> get("/test-door").equals("first"));

        write("return undefined");
        awaitTerminal(DOOR + ":9: cannot find symbol");
        awaitTerminal("the old version runs on");
        assertThat(get("/test-door")).isEqualTo("first");

        try (FakeModel model = FakeModel.start(folder, slowScript())) {
            var rest = new Rest("http://127.0.0.1:" + port);
            rest.provider("scripted", model.url(), "any");
            Repository repository = Repository.create(folder.resolve("repository"));
            String run = rest.start(rest.project(repository.path()), "/code", "write it", "scripted");
            await().atMost(PATIENCE).until(() -> types(rest.events(run)).contains("tool.finished"));

            write("return \"second\"");
            await().atMost(PATIENCE).until(() -> get("/test-door").equals("second"));
            await().atMost(PATIENCE).until(() -> types(rest.events(run)).contains("run.finished"));

            List<JsonObject> events = rest.events(run);
            assertThat(rest.run(run).getString("state")).isEqualTo("completed");
            assertThat(events.stream()
                            .mapToLong(e -> e.getJsonNumber("seq").longValue())
                            .toArray())
                    .isEqualTo(LongStream.rangeClosed(1, events.size()).toArray());
            assertThat(repository.git("show", "codeagent/" + run + ":src/new.txt"))
                    .isEqualTo("once\n");
        }
    }

    /** A turn that writes a file, and one that talks for longer than a deployment takes. */
    private static JsonObject slowScript() {
        var fast = new Pace(80, 1);
        var write =
                new Turn("I write.", fast, List.of(Call.of("write_file", "path", "src/new.txt", "content", "once\n")));
        var talk = new Turn("word ".repeat(60), new Pace(5, 200), List.of());
        return Scripts.script(Map.of("*", Scripts.scenario(Map.of("coding", List.of(write, talk)), false)));
    }

    private static List<String> types(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("type")).toList();
    }

    private void write(String statement) throws IOException {
        Files.writeString(tree.resolve(DOOR), """
                package dev.codeagent.gateway;

                import jakarta.servlet.annotation.WebServlet;
                import jakarta.servlet.http.*;

                @WebServlet("/test-door")
                public class TestDoor extends HttpServlet {
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
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "no answer: " + e;
        }
    }

    private void awaitTerminal(String text) {
        await().atMost(PATIENCE).until(() -> {
            String shown = Files.readString(terminal);
            assertThat(dev.isAlive()).as(shown).isTrue();
            return shown.contains(text);
        });
    }

    private Path copyOfTheSources() throws IOException {
        Path root = Codeagent.root();
        Path copy = folder.resolve("tree");
        for (String part :
                List.of("api-module/src/main", "persistence/src/main", "ejb-module/src/main", "web-module/src/main")) {
            copy(root.resolve(part), copy.resolve(part));
        }
        for (String built : List.of("clients/cli/target", "ear/micro/target")) {
            Files.createDirectories(copy.resolve(built).getParent());
            Files.createSymbolicLink(copy.resolve(built), root.resolve(built));
        }
        Files.copy(root.resolve("codeagent"), copy.resolve("codeagent"));
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                Files.createDirectories(target.getParent());
                if (!Files.isDirectory(source)) {
                    Files.copy(source, target);
                }
            }
        }
    }
}
