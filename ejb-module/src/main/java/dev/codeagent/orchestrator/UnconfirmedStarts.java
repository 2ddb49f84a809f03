package dev.codeagent.orchestrator;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.messaging.EventHub;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts whose commit the database did not confirm. The callers got an error, so a run that was stored nevertheless must not
 * be executed, and cost money, after the next start of the server: it is failed.
 */
public final class UnconfirmedStarts {
    private final RunJournal journal;
    private final EventHub hub;
    private final Clock clock;
    private final Set<RunId> runs = ConcurrentHashMap.newKeySet();

    public UnconfirmedStarts(RunJournal journal, EventHub hub, Clock clock) {
        this.journal = journal;
        this.hub = hub;
        this.clock = clock;
    }

    public void add(RunId run) {
        runs.add(run);
    }

    /** Fails the runs that were stored. Called periodically, because the database may still be down. */
    public void failStoredRuns() {
        for (RunId run : runs) {
            journal.find(run).filter(stored -> !stored.state().isTerminal()).ifPresent(this::fail);
            runs.remove(run);
        }
    }

    private void fail(Run run) {
        hub.publish(
                run.id(),
                new RunEvent.Finished(
                        RunState.FAILED,
                        ErrorCode.STORAGE_FAILED.name(),
                        "the database did not answer whether it stored this run, so its start was reported as failed; start"
                                + " it again",
                        run.usage(),
                        "",
                        Duration.between(run.createdAt(), clock.instant()).toMillis()));
    }
}
