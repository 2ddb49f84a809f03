package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.cli.outcome.ExitCode;
import java.util.Optional;

/** How a run ended. */
public record RunOutcome(String run, RunEvent.Finished finished, Optional<Verdict> verdict) {

    public ExitCode exit() {
        if (finished.state() == RunState.CANCELLED) {
            return ExitCode.CANCELLED;
        }
        boolean good = finished.state() == RunState.COMPLETED
                && verdict.map(Verdict::green).orElse(true);
        return good ? ExitCode.OK : ExitCode.RUN_FAILED;
    }
}
