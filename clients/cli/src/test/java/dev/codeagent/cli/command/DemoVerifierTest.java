package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.cli.run.RunOutcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoVerifierTest {
    private static final List<String> NONE = List.of();
    private static final List<String> ONE = List.of("DayTest.works");

    @Test
    void acceptsARunThatOnlyFixesATest() {
        assertThat(findProblem(new Verdict(ONE, NONE, NONE, NONE, NONE, true))).isEmpty();
    }

    @Test
    void rejectsARunThatChangesATest() {
        assertThat(findProblem(new Verdict(ONE, NONE, NONE, NONE, List.of("src/test/java/DayTest.java"), true)))
                .contains("the model changed or deleted tests: src/test/java/DayTest.java");
    }

    @Test
    void failsWhenTheChangeWasNotTested() {
        assertThat(findProblem(Verdict.notTested("the cache lacks a library", NONE)))
                .contains("the change was not tested: the cache lacks a library");
    }

    @Test
    void rejectsARunThatRemovesATest() {
        assertThat(findProblem(new Verdict(NONE, NONE, ONE, NONE, NONE, false)))
                .contains("tests that ran before do not run any more: DayTest.works");
    }

    @Test
    void rejectsARunThatBreaksATest() {
        assertThat(findProblem(new Verdict(NONE, ONE, NONE, ONE, NONE, false)))
                .contains("tests that passed before fail now: DayTest.works");
    }

    @Test
    void rejectsARunWithFailingTests() {
        assertThat(findProblem(new Verdict(NONE, NONE, NONE, ONE, NONE, false)))
                .contains("tests still fail: DayTest.works");
    }

    @Test
    void requiresAtLeastOneFixedTest() {
        assertThat(findProblem(new Verdict(NONE, NONE, NONE, NONE, NONE, true)))
                .contains("no test that failed before passes now");
    }

    @Test
    void requiresAVerdictFromTheServer() {
        assertThat(DemoVerifier.findProblem(outcome(RunState.COMPLETED, Optional.empty())))
                .contains("the server gave no verdict");
    }

    @Test
    void reportsWhyTheRunFailed() {
        assertThat(DemoVerifier.findProblem(outcome(RunState.FAILED, Optional.empty())))
                .contains("the run failed: no space left (STORAGE_FULL)");
    }

    private static Optional<String> findProblem(Verdict verdict) {
        return DemoVerifier.findProblem(outcome(RunState.COMPLETED, Optional.of(verdict)));
    }

    private static RunOutcome outcome(RunState state, Optional<Verdict> verdict) {
        return new RunOutcome(
                "r", new RunEvent.Finished(state, "STORAGE_FULL", "no space left", Usage.NONE, "", 1), verdict);
    }
}
