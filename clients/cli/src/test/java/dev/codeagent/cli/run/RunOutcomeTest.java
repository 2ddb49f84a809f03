package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Usage;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.cli.outcome.ExitCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunOutcomeTest {

    @Test
    void isZeroWhenTheRunCompletedAndNothingWasJudged() {
        assertThat(exit(RunState.COMPLETED, Optional.empty())).isEqualTo(ExitCode.OK);
    }

    @Test
    void isZeroWhenTheVerdictIsGreen() {
        assertThat(exit(RunState.COMPLETED, Optional.of(true))).isEqualTo(ExitCode.OK);
    }

    @Test
    void isOneWhenTheVerdictIsNotGreen() {
        assertThat(exit(RunState.COMPLETED, Optional.of(false)).number()).isEqualTo(1);
    }

    @Test
    void isOneWhenTheRunFailed() {
        assertThat(exit(RunState.FAILED, Optional.of(true)).number()).isEqualTo(1);
    }

    @Test
    void isFiveWhenTheRunWasCancelled() {
        assertThat(exit(RunState.CANCELLED, Optional.empty()).number()).isEqualTo(5);
    }

    private static ExitCode exit(RunState state, Optional<Boolean> green) {
        var finished = new RunEvent.Finished(state, "", "", Usage.NONE, "", 1);
        var verdict = green.map(g -> new Verdict(List.of(), List.of(), List.of(), List.of(), List.of(), g));
        return new RunOutcome("r", finished, verdict).exit();
    }
}
