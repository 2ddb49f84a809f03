package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.cli.exit.ExitCode;
import java.util.Optional;

/** Final state of a run. */
public record RunOutcome(String run, RunEvent.Finished finished, Optional<Verdict> verdict) {

    public ExitCode exitCode() {
        if (finished.state() == RunState.CANCELLED) {
            return ExitCode.CANCELLED;
        }
        if (finished.nothingChanged()) {
            return ExitCode.NOTHING_CHANGED;
        }
        boolean succeeded = finished.state() == RunState.COMPLETED
                && verdict.map(Verdict::green).orElse(true);
        return succeeded ? ExitCode.OK : ExitCode.RUN_FAILED;
    }
}
