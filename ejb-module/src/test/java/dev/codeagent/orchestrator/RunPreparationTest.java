package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.sandbox.ProjectInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When and with which network a run prepares its project. */
class RunPreparationTest extends RunSandboxFixture {
    /** Without a report of its tests too, and after the agents changed build files. */
    @Test
    void preparesNothingAgainAfterARestart() {
        slow = false;
        commands = List.of("make deps");
        projectInfo = new ProjectInfo(List.of("npm"), List.of(), false, "b".repeat(64));
        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
        }
        actions.clear();
        projectInfo = new ProjectInfo(List.of("npm"), List.of(), true, "c".repeat(64));

        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
            sandbox.sandbox();
        }

        assertThat(actions).containsExactly("without network");
    }

    @Test
    void preparesNothingAgainAfterARestartOfAProjectWithoutABuild() {
        commands = List.of("make deps");
        projectInfo = new ProjectInfo(List.of(), List.of(), false, "b".repeat(64));
        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
        }
        actions.clear();

        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
        }

        assertThat(actions).isEmpty();
    }

    /** A run of an earlier version, which did not record every preparation. */
    @Test
    void preparesNothingAfterAnAgentHasStarted() {
        slow = false;
        hub.publish(RUN, new RunEvent.StepStarted("coding-1", AgentName.CODING, 1, "p", "m"));

        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
        }

        assertThat(actions).isEmpty();
    }

    @Test
    void recordsTheNetworkThatThePreparationReallyHad() {
        slow = false;

        try (RunSandbox sandbox = sandbox()) {
            sandbox.select();
            prepare(sandbox);
        }

        assertThat(prepared().network()).isTrue();
        assertThat(prepared().access()).isEqualTo("public");
        assertThat(events(RunEvent.SandboxSelected.class))
                .containsExactly(new RunEvent.SandboxSelected("slow", "nothing", "none"));
    }

    @Test
    void fetchesNothingWhereThePreparationHasNoNetwork() {
        slow = false;
        prepareNetwork = NetworkAccess.NONE;

        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
        }

        assertThat(actions).containsExactly("without network");
        assertThat(prepared().network()).isFalse();
        assertThat(prepared().access()).isEqualTo("none");
    }

    @Test
    void reportsTheSandboxAgainIfARestartChangedIt() {
        try (RunSandbox sandbox = sandbox()) {
            sandbox.select();
            sandbox.select();
        }
        agentNetwork = NetworkAccess.LISTED;
        try (RunSandbox sandbox = sandbox()) {
            sandbox.select();
        }

        assertThat(events(RunEvent.SandboxSelected.class))
                .extracting(RunEvent.SandboxSelected::network)
                .containsExactly("none", "listed");
    }
}
