package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.TestsFinished;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.WorkspaceStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The verdict is about the run's branch, tested on a fresh checkout in a sandbox of its own. */
@Execution(ExecutionMode.CONCURRENT)
class RunVerdictTest extends RunVerdictFixture {
    @Test
    void testsTheBranchInADirectoryOfItsOwn() {
        Verdict verdict = execute();

        assertThat(verdict.green()).isTrue();
        assertThat(verdict.fixed()).containsExactly("t");
        assertThat(testedDirectories).hasSize(1);
        assertThat(testedDirectories.getFirst())
                .doesNotExist()
                .isNotEqualTo(folder.resolve("data/workspaces/run-1/tree"));
        assertThat(journal.eventsOf(RUN).stream().map(EventCodec::typeOf))
                .containsSubsequence("diff.ready", "tests.finished", "run.judged");
    }

    @Test
    void doesNotSeeWhatAnAgentLeftBesideItsPatch() throws IOException {
        patch = new String(PATCH, StandardCharsets.UTF_8)
                .replace("+right", "+worse")
                .getBytes(StandardCharsets.UTF_8);
        Path workspace = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(project, RUN)
                .directory();
        Files.writeString(workspace.resolve("conftest.py"), "poison");
        assertThat(testFile(workspace).isGreen())
                .as("it fools a test run in the workspace")
                .isTrue();

        assertThat(execute().green()).isFalse();
    }

    @Test
    void testsTheBaseIfThePatchIsEmpty() {
        patch = new byte[0];

        Verdict verdict = execute();

        assertThat(verdict.failing()).containsExactly("t");
        assertThat(verdict.notTested()).isEmpty();
    }

    @Test
    void isNotTestedIfADependencyIsMissing() {
        tests = directory ->
                new TestReport(0, 0, 0, true, List.of(), List.of(), "Could not resolve org.example:lib:1", 1);

        assertNotTested("what the tests need is not in the project's cache", "Could not resolve org.example:lib:1");
    }

    @Test
    void isNotTestedIfTheSandboxCannotBeOpened() {
        tests = directory -> {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the disk is full");
        };

        assertNotTested("could not be tested on a fresh checkout: the disk is full");
    }

    @Test
    void isNotTestedIfTheTestsFailAfterASetupCommandFailed() {
        commands = List.of("make deps");
        commandOutcome = ToolResult.Outcome.ERROR;
        tests = directory -> FakeLauncher.report(false);

        assertNotTested("the project's own command 'make deps' failed there, without network: no such host");
    }

    @Test
    void isGreenIfTheTestsPassWithoutASetupCommandThatFailed() {
        commands = List.of("make deps");
        commandOutcome = ToolResult.Outcome.ERROR;

        assertThat(execute().green()).isTrue();
    }

    @Test
    void isNotTestedIfTheBranchChangesMeanwhile() {
        tests = directory -> {
            String base = workspaces().openOrCreate(project, RUN).baseCommit();
            String other = new String(PATCH, StandardCharsets.UTF_8).replace("+right", "+other");
            branches().commit(project, RUN, base, other.getBytes(StandardCharsets.UTF_8), "other");
            return FakeLauncher.report(true);
        };

        assertThat(execute().notTested()).contains("branch was changed while its tests ran");
    }

    /** Also if the tests of the patch would pass. */
    @Test
    void isNotTestedIfThePreparationFailed() {
        hub.publish(RUN, new RunEvent.Prepared(true, 5, "public", "the sandbox lacks pnpm"));

        assertNotTested("the sandbox lacks pnpm");
        assertThat(testedDirectories).isEmpty();
    }

    @Test
    void testsThePatchThatAnInterruptedAttemptExported() {
        hub.publish(RUN, exportedBefore());
        patch = "not a patch".getBytes(StandardCharsets.UTF_8);

        assertThat(execute().green()).isTrue();
    }

    private RunEvent.DiffReady exportedBefore() {
        var commit = branches()
                .commit(project, RUN, workspaces().openOrCreate(project, RUN).baseCommit(), PATCH, "x");
        return new RunEvent.DiffReady(commit.branch(), commit.id(), commit.files(), commit.leftOut());
    }

    private void assertNotTested(String... reasons) {
        Verdict verdict = execute();
        assertThat(verdict.green()).isFalse();
        assertThat(verdict.notTested()).contains(reasons);
        assertThat(journal.eventsOf(RUN).stream().filter(TestsFinished.class::isInstance))
                .hasSize(1);
    }
}
