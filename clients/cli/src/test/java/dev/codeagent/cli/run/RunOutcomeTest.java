package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.cli.exit.ExitCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunOutcomeTest {

    @Test
    void isZeroWhenTheRunCompletedWithoutAVerdict() {
        assertThat(exitCode(RunState.COMPLETED, Optional.empty())).isEqualTo(ExitCode.OK);
    }

    @Test
    void isZeroWhenTheVerdictIsGreen() {
        assertThat(exitCode(RunState.COMPLETED, Optional.of(true))).isEqualTo(ExitCode.OK);
    }

    @Test
    void isOneWhenTheVerdictIsNotGreen() {
        assertThat(exitCode(RunState.COMPLETED, Optional.of(false)).code()).isEqualTo(1);
    }

    @Test
    void isOneWhenTheRunFailed() {
        assertThat(exitCode(RunState.FAILED, Optional.of(true)).code()).isEqualTo(1);
    }

    @Test
    void isFiveWhenTheRunWasCancelled() {
        assertThat(exitCode(RunState.CANCELLED, Optional.empty()).code()).isEqualTo(5);
    }

    @Test
    void isSixWhenNothingChangedWhateverTheVerdictSays() {
        var finished = new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1, true);
        var green = new Verdict(List.of(), List.of(), List.of(), List.of(), List.of(), true);

        assertThat(new RunOutcome("r", finished, Optional.of(green)).exitCode().code())
                .isEqualTo(6);
    }

    private static ExitCode exitCode(RunState state, Optional<Boolean> green) {
        var finished = new RunEvent.Finished(state, "", "", Usage.NONE, "", 1);
        var verdict = green.map(g -> new Verdict(List.of(), List.of(), List.of(), List.of(), List.of(), g));
        return new RunOutcome("r", finished, verdict).exitCode();
    }
}
