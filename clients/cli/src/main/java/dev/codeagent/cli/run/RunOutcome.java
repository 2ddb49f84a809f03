package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.client.stream.FollowedRun;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Final state of a run. */
public record RunOutcome(String run, RunEvent.Finished finished, Optional<Verdict> verdict) {

    public static RunOutcome of(FollowedRun followed) {
        return of(followed.run(), followed.lastEventByType());
    }

    /** @param lastEventByType the last event of each type, among them {@code run.finished} */
    static RunOutcome of(String run, Map<String, JsonObject> lastEventByType) {
        JsonObject last = Objects.requireNonNull(lastEventByType.get("run.finished"));
        var finished = (RunEvent.Finished) EventCodec.read("run.finished", last);
        return new RunOutcome(
                run,
                finished,
                Optional.ofNullable(lastEventByType.get("run.judged"))
                        .map(json -> ((RunEvent.VerdictReached) EventCodec.read("run.judged", json)).verdict()));
    }

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
