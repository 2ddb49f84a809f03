package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import dev.codeagent.client.CodeAgentClient;
import dev.codeagent.client.api.NewRun;
import dev.codeagent.client.http.AccessToken;
import dev.codeagent.client.stream.RunListener;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same request gives the same events over every transport. */
@Tag("any-server")
@Tag("runs")
class TransportEquivalenceTest {
    private static final String REQUEST = "write what is missing";

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

    @Test
    void everyTransportDeliversTheSameEvents() throws Exception {
        ObservedRun cli = observeByCommandLine();
        ObservedRun webSocket = observeByWebSocket();
        ObservedRun serverSent = observeByServerSentEvents();
        ObservedRun page = observeByPage();
        ObservedRun client = observeByJavaClient(false);
        ObservedRun clientOfEventStream = observeByJavaClient(true);

        assertThat(cli.events()).hasSizeGreaterThan(20).first().asString().contains("run.created");
        assertThat(cli.deltaTexts())
                .isNotEmpty()
                .allSatisfy((block, text) ->
                        assertThat(text).isEqualTo(cli.finishedTexts().get(block)));
        assertThat(cli.outputs()).containsValue("größer 🙂\n");
        assertThat(webSocket.outputs()).isEqualTo(cli.outputs());
        assertThat(serverSent.outputs()).isEqualTo(cli.outputs());
        assertThat(webSocket.events()).isEqualTo(cli.events());
        assertThat(webSocket.deltaTexts()).isEqualTo(cli.deltaTexts());
        assertThat(serverSent.events()).isEqualTo(cli.events());
        assertThat(serverSent.deltaTexts()).isEqualTo(cli.deltaTexts());
        assertThat(page.events()).isEqualTo(cli.events());
        assertThat(client.events()).isEqualTo(cli.events());
        assertThat(client.deltaTexts()).isEqualTo(cli.deltaTexts());
        assertThat(client.outputs()).isEqualTo(cli.outputs());
        assertThat(clientOfEventStream.events()).isEqualTo(cli.events());
        assertThat(clientOfEventStream.deltaTexts()).isEqualTo(cli.deltaTexts());
    }

    private static ObservedRun observeByCommandLine() throws Exception {
        CodeagentCli.CommandResult result = server.codeagent()
                .run(
                        "/build",
                        REQUEST,
                        "--provider",
                        "scripted",
                        "--json",
                        "--project",
                        repository.path().toString());
        assertThat(result.exit()).as(result.err()).isZero();
        var observed = new ObservedRun();
        result.lines().stream().map(GatewayMessages::parse).forEach(observed::add);
        return observed;
    }

    private static ObservedRun observeByWebSocket() throws Exception {
        var observed = new ObservedRun();
        try (WebSocketConnection connection = WebSocketConnection.open(server.address())) {
            connection.send(GatewayMessages.startRun("c-1", "/build", REQUEST, project, "", "scripted"));
            GatewayMessages.readAcceptedRunId(connection);
            while (!observed.isFinished()) {
                JsonObject payload = GatewayMessages.parse(connection.receive()).getJsonObject("payload");
                observed.add(payload);
            }
        }
        return observed;
    }

    private static ObservedRun observeByServerSentEvents() throws Exception {
        String run = server.rest().startRun(project, "/build", REQUEST, "scripted");
        HttpRequest request = server.address()
                .request("/api/v1/runs/" + run + "/events")
                .header("Accept", "text/event-stream")
                .GET()
                .build();
        var observed = new ObservedRun();
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Stream<String> lines =
                        http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            lines.filter(line -> line.startsWith("data:"))
                    .map(line -> GatewayMessages.parse(line.substring("data:".length())))
                    .forEach(observed::add);
        }
        return observed;
    }

    private static ObservedRun observeByJavaClient(boolean eventStream) throws Exception {
        var observed = new ObservedRun();
        var listener = new RunListener() {
            @Override
            public void onEvent(JsonObject event) {
                observed.add(event);
            }

            @Override
            public void onDelta(JsonObject delta) {
                observed.add(delta);
            }
        };
        ServerAddress address = server.address();
        CodeAgentClient client = CodeAgentClient.connect(
                URI.create(address.baseUrl()),
                AccessToken.parse(Files.readString(address.dataDirectory().resolve("authorization")))
                        .orElseThrow());
        NewRun command = NewRun.of("/build", REQUEST).inProject(project).withProvider("scripted");
        if (eventStream) {
            client.attachToEventStream(client.runs().start(command).id(), 0, listener);
        } else {
            client.follow(command, listener);
        }
        return observed;
    }

    /** Reads the stored events after the run; they contain no deltas. */
    private static ObservedRun observeByPage() throws Exception {
        var observed = new ObservedRun();
        String run = server.rest()
                .listRuns("projectId=" + project + "&limit=1")
                .getJsonObject(0)
                .getString("id");
        server.rest().listEvents(run).forEach(observed::add);
        return observed;
    }

    private static JsonObject script() {
        var random = new Random(7);
        var pacing = new Pacing(30, 2);
        ScriptedTurn talk =
                new ScriptedTurn(ModelScripts.randomText(400, random) + "\nverdict: approve", pacing, List.of());
        ScriptedTurn write = new ScriptedTurn(
                ModelScripts.randomText(300, random),
                pacing,
                List.of(
                        ScriptedCall.of("write_file", "path", "src/new.txt", "content", "größer 🙂\n"),
                        ScriptedCall.of("run_command", "command", "cat src/new.txt; exit 3")));
        // Long enough that a client that follows by run id connects before the first block is finished.
        ScriptedTurn begin = new ScriptedTurn(ModelScripts.randomText(400, random), new Pacing(30, 50), List.of());
        return ModelScripts.script(Map.of(
                "*",
                ModelScripts.scenario(
                        Map.of(
                                "planning", List.of(begin),
                                "coding", List.of(write, talk),
                                "review", List.of(talk),
                                "testing", List.of(talk),
                                "documentation", List.of(talk)),
                        false)));
    }
}
