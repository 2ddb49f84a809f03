package dev.codeagent.tests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.bench.harness.ServerAddress;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A run is a batch job: the application stops in the middle of one and starts again in another process. */
@ExtendWith(ArquillianExtension.class)
class BatchRestartTest {
    private static final String SERVER = "server";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @ArquillianResource
    Deployer deployer;

    private final RestClient restClient = new RestClient(new ServerAddress(
            Integer.getInteger("codeagent.port"), ServerWar.workDirectory().resolve("data")));

    @Deployment(name = SERVER, managed = false, testable = false)
    static WebArchive server() {
        return ServerWar.withEmptyDataDirectory();
    }

    @Test
    @RunAsClient
    void continuesAtTheFirstUnfinishedStepAfterARestart() throws Exception {
        deployer.deploy(SERVER);
        Path folder = Files.createDirectories(ServerWar.workDirectory().resolve("client"));
        try (FakeModelProcess model = FakeModelProcess.start(folder, script())) {
            restClient.registerProvider("scripted", model.url(), "any");
            String project = restClient.registerProject(
                    GitRepository.create(folder.resolve("repository")).path());
            String run = restClient.startRun(project, "/build", "say hello", "scripted");
            await().atMost(TIMEOUT).until(() -> events(run).contains("step.started coding"));

            deployer.undeploy(SERVER);
            ServerWar.awaitServerExit();
            ServerWar.prepareServerDirectory();
            deployer.deploy(SERVER);
            await().atMost(TIMEOUT)
                    .until(() -> restClient.getRun(run).getString("state").equals("completed"));

            assertThat(events(run))
                    .filteredOn(e -> e.startsWith("step.finished"))
                    .containsExactly(
                            "step.finished planning",
                            "step.finished coding",
                            "step.finished review",
                            "step.finished testing",
                            "step.finished documentation");
            assertThat(events(run)).filteredOn("step.started planning"::equals).hasSize(1);
            assertThat(restClient.listEvents(run))
                    .extracting(e -> e.getInt("seq"))
                    .isSorted()
                    .doesNotHaveDuplicates();
        } finally {
            deployer.undeploy(SERVER);
        }
    }

    /** The type of each event, with its agent or step if it has one. */
    private List<String> events(String run) throws Exception {
        return restClient.listEvents(run).stream()
                .map(BatchRestartTest::describe)
                .toList();
    }

    private static String describe(JsonObject event) {
        return (event.getString("type") + " " + event.getString("agent", event.getString("step", ""))).strip();
    }

    /** Coding answers slowly, so that the server stops in the middle of it. */
    private static JsonObject script() {
        ScriptedTurn quick = new ScriptedTurn("All is well.\nverdict: approve", new Pacing(100, 0), List.of());
        ScriptedTurn write = new ScriptedTurn(
                "I write it.",
                new Pacing(100, 0),
                List.of(ScriptedCall.of("write_file", "path", "hello.txt", "content", "hello\n")));
        ScriptedTurn slow =
                new ScriptedTurn("It took me a while to say so. ".repeat(20), new Pacing(10, 100), List.of());
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
