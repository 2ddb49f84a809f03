package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.policy.PolicyService.Simulation;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.authorization.PolicyLoader;
import dev.codeagent.config.PathMapping;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.InMemoryProjectStore;
import dev.codeagent.projects.WorkspaceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicySimulatorTest {
    private static final RunId FIRST = new RunId("run-1");
    private static final RunId SECOND = new RunId("run-2");
    private static final String SERVER_RULES = """
            {"rules": [{"id": "no-rm", "outcome": "deny", "command": "rm", "reason": "never"}]}
            """;

    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private PolicySimulator simulator;

    @BeforeEach
    void createSimulator() throws IOException {
        Path server = Files.writeString(folder.resolve("policy.json"), SERVER_RULES);
        var settings = new PolicySettings(Optional.of(server), Optional.empty(), Duration.ofHours(1), Optional.empty());
        simulator = new PolicySimulator(
                journal,
                new InMemoryProjectStore(),
                new PolicyLoader(settings, new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)),
                new CostCalculator(id -> Optional.empty()),
                settings);
        openRun(FIRST, "touch a", "rm -rf b", "git push --force");
        openRun(SECOND, "touch c");
    }

    private void openRun(RunId run, String... commands) {
        hub.open(run, CreatedRuns.code());
        for (String command : commands) {
            hub.publish(
                    run,
                    new RunEvent.ToolCalled(
                            "coding", command, "run_command", "{\"command\": \"" + command + "\"}", true));
        }
    }

    private Simulation simulate(String rule, int runs) {
        return simulator.simulate(Caller.LOCAL, "{\"rules\": [" + rule + "]}", runs);
    }

    @Test
    void namesEachCallThatARuleWouldHaveDecidedOtherwise() {
        Simulation simulation = simulate(
                "{\"id\": \"no-touch\", \"outcome\": \"deny\", \"command\": \"touch\", \"reason\": \"r\"}", 10);

        assertThat(simulation.runs()).isEqualTo(2);
        assertThat(simulation.calls()).isEqualTo(4);
        assertThat(simulation.changes())
                .extracting(c -> c.run() + " " + c.call() + " " + c.before() + " > " + c.after() + " " + c.rule())
                .containsExactlyInAnyOrder(
                        "run-1 touch a allow > deny tried/no-touch", "run-2 touch c allow > deny tried/no-touch");
    }

    @Test
    void countsOnlyTheNewestRuns() {
        Simulation simulation =
                simulate("{\"id\": \"no-touch\", \"outcome\": \"ask\", \"command\": \"touch\", \"reason\": \"r\"}", 1);

        assertThat(simulation.runs()).isLessThanOrEqualTo(2);
        assertThat(simulation.changes()).extracting(c -> c.after()).containsOnly("ask");
    }

    @Test
    void aTriedRuleNeverLiftsADenial() {
        Simulation simulation =
                simulate("{\"id\": \"rm-ok\", \"outcome\": \"allow\", \"command\": \"rm\", \"reason\": \"r\"}", 10);

        assertThat(simulation.changes()).isEmpty();
    }

    @Test
    void changesNothing() {
        int events = journal.eventsOf(FIRST).size();

        simulate("{\"id\": \"x\", \"outcome\": \"deny\", \"command\": \"touch\", \"reason\": \"r\"}", 10);

        assertThat(journal.eventsOf(FIRST)).hasSize(events);
    }

    @Test
    void rejectsAFileThatIsNoPolicy() {
        assertThatThrownBy(() -> simulator.simulate(Caller.LOCAL, "{\"rules\": [{\"id\": \"x\"}]}", 10))
                .isInstanceOf(AgentException.class);
    }
}
