package dev.codeagent.container;

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

/** A run is a batch job: the application goes away in the middle of one and comes back in another process. */
@ExtendWith(ArquillianExtension.class)
class BatchRestartTest {
    private static final String SERVER = "server";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ArquillianResource
    Deployer deployer;

    private final Rest rest = new Rest("http://127.0.0.1:" + System.getProperty("codeagent.port"));

    @Deployment(name = SERVER, managed = false, testable = false)
    static WebArchive server() {
        return ServerArchive.fresh();
    }

    @Test
    @RunAsClient
    void goesOnAtTheFirstUnfinishedStep() throws Exception {
        deployer.deploy(SERVER);
        Path folder = Files.createDirectories(ServerArchive.work().resolve("client"));
        try (FakeModel model = FakeModel.start(folder, script())) {
            rest.provider("scripted", model.url(), "any");
            String project =
                    rest.project(Repository.create(folder.resolve("repository")).path());
            String run = rest.start(project, "/build", "say hello", "scripted");
            await().atMost(PATIENCE).until(() -> events(run).contains("step.started coding"));

            deployer.undeploy(SERVER);
            ServerArchive.awaitEnd();
            ServerArchive.layOut();
            deployer.deploy(SERVER);
            await().atMost(PATIENCE)
                    .until(() -> rest.run(run).getString("state").equals("completed"));

            assertThat(events(run))
                    .filteredOn(e -> e.startsWith("step.finished"))
                    .containsExactly(
                            "step.finished planning",
                            "step.finished coding",
                            "step.finished review",
                            "step.finished testing",
                            "step.finished documentation");
            assertThat(events(run)).filteredOn("step.started planning"::equals).hasSize(1);
            assertThat(rest.events(run))
                    .extracting(e -> e.getInt("seq"))
                    .isSorted()
                    .doesNotHaveDuplicates();
        } finally {
            deployer.undeploy(SERVER);
        }
    }

    /** The type of every event, and the agent of those that have one. */
    private List<String> events(String run) throws Exception {
        return rest.events(run).stream().map(BatchRestartTest::words).toList();
    }

    private static String words(JsonObject event) {
        return (event.getString("type") + " " + event.getString("agent", event.getString("step", ""))).strip();
    }

    /** Coding talks slowly, so that the server goes away while it does. */
    private static JsonObject script() {
        Turn quick = new Turn("All is well.\nverdict: approve", new Pace(100, 0), List.of());
        Turn write = new Turn(
                "I write it.",
                new Pace(100, 0),
                List.of(Call.of("write_file", "path", "hello.txt", "content", "hello\n")));
        Turn slow = new Turn("It took me a while to say so. ".repeat(20), new Pace(10, 100), List.of());
        return Scripts.script(Map.of(
                "*",
                Scripts.scenario(
                        Map.of(
                                "planning", List.of(quick),
                                "coding", List.of(write, slow),
                                "review", List.of(quick),
                                "testing", List.of(quick),
                                "documentation", List.of(quick)),
                        false)));
    }
}
