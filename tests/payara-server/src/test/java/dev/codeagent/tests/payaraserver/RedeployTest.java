package dev.codeagent.tests.payaraserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.tests.anyserver.PayaraServerDomain;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run and its client continue when the application is redeployed or its server is killed during the run; a backup can
 * be restored.
 */
class RedeployTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final List<String> STEPS = List.of("planning", "coding", "review", "testing", "documentation");

    @TempDir
    static Path folder;

    private static PayaraServerDomain domain;
    private static RestClient restClient;
    private static FakeModelProcess slowModel;
    private static FakeModelProcess fastModel;

    /** An event that interrupts the server in the middle of a run. */
    private interface Disruption {
        void cause() throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        domain = PayaraServerDomain.shared();
        restClient = domain.address().restClient();
        // With the slow model coding would take minutes; a request after the disruption goes to the fast model.
        slowModel = FakeModelProcess.start(Files.createDirectories(folder.resolve("slow")), script(2000));
        fastModel = FakeModelProcess.start(Files.createDirectories(folder.resolve("quick")), script(1));
    }

    @AfterAll
    static void stop() {
        slowModel.close();
        fastModel.close();
    }

    @Test
    void resumesARunAfterARedeployment() throws Exception {

        var streams = new ArrayList<CompletableFuture<Long>>();

        Process client = assertRunSurvives("redeploy", () -> {
            streams.add(countStreamedEvents(runId("redeploy.out")));
            domain.redeploy();
        });

        assertThat(lifecycle(runId("redeploy.out")))
                .endsWith("run interrupted run=" + runId("redeploy.out"), "stopped", "ready unfinishedRuns=1");
        assertThat(streams.getFirst().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                .as("events in a stream that has ended")
                .isPositive();
        assertThat(client.waitFor()).as(read("redeploy.err")).isZero();
        assertThat(receivedEvents("redeploy.out")).isEqualTo(restClient.listEvents(runId("redeploy.out")));
    }

    @Test
    void resumesARunAfterTheServerWasKilled() throws Exception {
        assertRunSurvives("kill", domain::killAndRestart).destroy();
    }

    @Test
    void restoresABackupTakenDuringARun() throws Exception {
        String project = restClient.registerProject(
                GitRepository.create(folder.resolve("copied")).path());
        restClient.registerProvider("scripted", fastModel.url(), "any");
        String completedRun = restClient.startRun(project, "/plan", "say hello", "scripted");
        await().atMost(TIMEOUT)
                .until(() -> restClient.getRun(completedRun).getString("state").equals("completed"));
        List<JsonObject> events = restClient.listEvents(completedRun);
        restClient.registerProvider("scripted", slowModel.url(), "any");
        String runningRun = restClient.startRun(project, "/code", "say hello", "scripted");
        await().atMost(TIMEOUT)
                .until(() -> values(restClient.listEvents(runningRun), "tool.finished", "tool")
                        .contains("write_file"));
        Path copy = folder.resolve("copy");
        assertThat(new ProcessBuilder("cp", "-r", domain.codeagent().data().toString(), copy.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();

        domain.restoreBackup(copy);

        await().atMost(TIMEOUT)
                .until(() -> restClient.getRun(runningRun).getString("state").equals("failed"));
        assertThat(restClient.getRun(runningRun).getString("error")).contains("restored from a copy");
        assertThat(restClient.listEvents(completedRun)).isEqualTo(events);
    }

    /** Returns the client process that started the run and follows it. */
    private static Process assertRunSurvives(String name, Disruption disruption) throws Exception {
        restClient.registerProvider("scripted", slowModel.url(), "any");
        Process client = domain.codeagent()
                .processBuilder(
                        "/build",
                        "say hello",
                        "--provider",
                        "scripted",
                        "--json",
                        "--project",
                        GitRepository.create(folder.resolve(name)).path().toString())
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile())
                .start();
        await().atMost(TIMEOUT).until(() -> read(name + ".out").contains("took me"));
        restClient.registerProvider("scripted", fastModel.url(), "any");

        disruption.cause();

        String run = runId(name + ".out");
        await().atMost(TIMEOUT)
                .until(() -> restClient.getRun(run).getString("state").equals("completed"));
        List<JsonObject> events = restClient.listEvents(run);
        assertThat(events)
                .extracting(e -> e.getInt("seq"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(values(events, "step.started", "step")).isEqualTo(STEPS);
        assertThat(values(events, "step.finished", "step")).isEqualTo(STEPS);
        assertThat(values(events, "tool.finished", "tool")).containsExactly("write_file");
        assertThat(values(events, "run.started", "type")).hasSize(2);
        assertThat(domain.logLines()).noneMatch(line -> line.contains("run left unfinished"));
        return client;
    }

    /** Follows the run with server-sent events until the stream ends, and counts the events. */
    private static CompletableFuture<Long> countStreamedEvents(String run) {
        HttpRequest request = domain.address()
                .request("/api/v1/runs/" + run + "/events")
                .header("Accept", "text/event-stream")
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenApplyAsync(response ->
                        response.body().filter(line -> line.startsWith("id:")).count());
    }

    private static List<String> values(List<JsonObject> events, String type, String field) {
        return events.stream()
                .filter(e -> e.getString("type").equals(type))
                .map(e -> e.getString(field))
                .toList();
    }

    /** The events that the client received, without deltas. */
    private static List<JsonObject> receivedEvents(String out) throws IOException {
        return read(out)
                .lines()
                .map(GatewayMessages::parse)
                .filter(line -> line.containsKey("seq"))
                .toList();
    }

    private static String runId(String out) throws IOException {
        return receivedEvents(out).getFirst().getString("run");
    }

    private static String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /** The log lines for the stop of the run, the stop of the application and the next start. */
    private static List<String> lifecycle(String run) throws IOException {
        return domain.logLines()
                .filter(line -> line.contains("run interrupted run=" + run)
                        || line.endsWith("  stopped]]")
                        || line.contains("ready unfinishedRuns="))
                .map(line -> line.strip().replace("]]", "").replaceFirst(" reason=.*", ""))
                .toList();
    }

    /** @param sentences the length of coding's answer, sent at ten characters per 0.1 s */
    private static JsonObject script(int sentences) {
        ScriptedTurn quick = new ScriptedTurn("All is well.\nverdict: approve", new Pacing(100, 0), List.of());
        ScriptedTurn write = new ScriptedTurn(
                "I write it.",
                new Pacing(100, 0),
                List.of(ScriptedCall.of("write_file", "path", "hello.txt", "content", "hello\n")));
        ScriptedTurn slow =
                new ScriptedTurn("It took me a while to say so. ".repeat(sentences), new Pacing(10, 100), List.of());
        return ModelScripts.script(Map.of(
                "*",
                ModelScripts.scenario(
                        Map.of(
                                "planning", List.of(quick),
                                "coding", List.of(write, slow),
                                "review", List.of(quick),
                                "testing", List.of(quick),
                                "documentation", List.of(quick)),
                        false)));
    }
}
