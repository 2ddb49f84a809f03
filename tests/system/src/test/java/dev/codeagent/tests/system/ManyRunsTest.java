package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.ProcessStats;
import dev.codeagent.bench.harness.ServerProcess;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** A server that may execute more than 100 runs at the same time executes them without a platform thread for each. */
@Timeout(300)
@EnabledForJreRange(min = JRE.JAVA_24)
class ManyRunsTest {
    private static final int RUNS = 100;
    /** Threads for HTTP, of the server and of its client, which are started when they are needed. */
    private static final int OTHER_THREADS = 60;

    private static final Pacing SLOW = new Pacing(8, 80);

    @TempDir
    Path folder;

    @Test
    void executesRunsOnVirtualThreads() throws Exception {
        var turn = new ScriptedTurn("1234567 ".repeat(250), SLOW, List.of());
        JsonObject script =
                ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("planning", List.of(turn)), false)));
        try (var model = FakeModelProcess.start(folder, script);
                var server = ServerProcess.start(
                        folder, ServerProcess.StartOptions.shipped().with("CODEAGENT_ORCHESTRATOR_MAXRUNS", "101"))) {
            server.restClient().registerProvider("slow", model.url(), "key");
            String project = server.restClient()
                    .registerProject(
                            GitRepository.create(folder.resolve("sample")).path());
            List<String> runs = start(server, project, 1);
            awaitState(server, runs, "running", "completed");
            int threads = ProcessStats.threads(server.pid());

            runs.addAll(start(server, project, RUNS));
            awaitState(server, runs, "running", "completed");

            assertThat(ProcessStats.threads(server.pid()) - threads).isLessThan(OTHER_THREADS);
            awaitState(server, runs, "completed");
        }
    }

    private static List<String> start(ServerProcess server, String project, int count) throws Exception {
        var runs = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            runs.add(server.restClient().startRun(project, "/plan", "go", "slow"));
        }
        return runs;
    }

    private static void awaitState(ServerProcess server, List<String> runs, String... states) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(
                                server.restClient().listRuns("limit=200").getValuesAs(JsonObject.class))
                        .filteredOn(run -> runs.contains(run.getString("id")))
                        .hasSize(runs.size())
                        .allMatch(run -> List.of(states).contains(run.getString("state"))));
    }
}
