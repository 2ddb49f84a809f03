package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.RunLog;
import dev.codeagent.providers.CancellationToken;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes a run from wherever its journal says it stands to its end. */
public final class RunDriver {
    private static final Logger LOG = Logger.getLogger(RunDriver.class.getName());
    private static final int PAGE = 1000;
    private static final Duration STORAGE_PAUSE = Duration.ofSeconds(5);

    private final RunJournal journal;
    private final EventHub hub;
    private final RunQueue queue;
    private final Function<RunContext, RunWork> works;
    private final CostSheet costs;
    private final Clock clock;

    public RunDriver(
            RunJournal journal,
            EventHub hub,
            RunQueue queue,
            Function<RunContext, RunWork> works,
            CostSheet costs,
            Clock clock) {
        this.journal = journal;
        this.hub = hub;
        this.queue = queue;
        this.works = works;
        this.costs = costs;
        this.clock = clock;
    }

    /** Works the run to its end; returns early, with the journal as it stands, where the server stops. */
    public void drive(RunId run) {
        if (!queue.begin(run)) {
            return;
        }
        try {
            while (!attempt(run)) {
                Thread.sleep(STORAGE_PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.log(Level.WARNING, "run left unfinished run=" + run, e);
        } finally {
            queue.done(run);
        }
    }

    /** False where nothing can be stored now, so that the run must wait. */
    private boolean attempt(RunId run) {
        CancellationToken cancel = queue.signal(run);
        try {
            hub.settle(run);
            RunProgress progress = progress(run);
            if (progress.has(RunEvent.Finished.class)) {
                return true;
            }
            if (progress.cancelRequested()) {
                cancel.cancel();
            }
            RunLog log = new RunLog(hub, run);
            int attempt = progress.attempts() + 1;
            log.add(new RunEvent.Started(attempt));
            finish(log, work(new RunContext(run, log, cancel, attempt)));
            return true;
        } catch (AgentException e) {
            if (queue.closed()) {
                LOG.info("run stopped where it is run=" + run + " reason=" + e.getMessage());
                return true;
            }
            if (!storage(e)) {
                LOG.log(Level.SEVERE, "run left unfinished run=" + run, e);
                return true;
            }
            LOG.log(Level.WARNING, "run waits run=" + run + " code=" + e.code() + " reason=" + e.getMessage());
            hub.trouble(run, e);
            return false;
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "run left unfinished run=" + run, e);
            return true;
        }
    }

    private static boolean storage(AgentException e) {
        return e.code() == ErrorCode.STORAGE_FULL || e.code() == ErrorCode.STORAGE_FAILED;
    }

    private Outcome work(RunContext context) {
        try (RunWork work = works.apply(context)) {
            try {
                work.workflow();
                release(work);
                return new Outcome(RunState.COMPLETED, "", "");
            } catch (AgentException e) {
                if (storage(e)) {
                    throw e;
                }
                if (waits(e, context)) { // A cancel that comes while the work closes gives it another job.
                    return new Outcome(RunState.WAITING, "", "");
                }
                if (e.code() != ErrorCode.APPROVAL_NEEDED) {
                    work.keepWhatIsDone();
                }
                release(work);
                throw e;
            } catch (RuntimeException e) {
                release(work);
                throw e;
            }
        } catch (AgentException e) {
            if (storage(e)) {
                throw e;
            }
            if (waits(e, context)) {
                return new Outcome(RunState.WAITING, "", "");
            }
            boolean cancelled = context.cancel().isCancelled() || e.code() == ErrorCode.CANCELLED;
            RunState state = cancelled ? RunState.CANCELLED : RunState.FAILED;
            return new Outcome(
                    state, cancelled ? "CANCELLED" : e.code().name(), cancelled ? "cancelled" : e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "run failed run=" + context.run(), e);
            return new Outcome(
                    RunState.FAILED,
                    ErrorCode.INTERNAL.name(),
                    "the server failed at this run; its log has the reason under " + context.run());
        }
    }

    private static boolean waits(AgentException e, RunContext context) {
        return e.code() == ErrorCode.APPROVAL_NEEDED && !context.cancel().isCancelled();
    }

    /** A run that stops with the server goes on, and must know what it had begun. */
    private void release(RunWork work) {
        if (!queue.closed()) {
            work.release();
        }
    }

    private record Outcome(RunState state, String code, String error) {}

    private void finish(RunLog log, Outcome outcome) {
        if (queue.closed()) {
            LOG.info("run stopped where it is run=" + log.run());
            return; // It goes on after the next start.
        }
        if (outcome.state() == RunState.WAITING) {
            LOG.info("run waits for an answer run=" + log.run());
            return; // Whoever answers launches it again.
        }
        RunProgress progress = progress(log.run());
        Duration took = Duration.between(progress.createdAt(), clock.instant());
        log.add(new RunEvent.Finished(
                outcome.state(),
                outcome.code(),
                outcome.error(),
                progress.usage(),
                costs.of(progress.turns()),
                took.toMillis()));
        LOG.info("run finished run=" + log.run() + " state=" + outcome.state() + " code=" + outcome.code() + " ms="
                + took.toMillis());
    }

    private RunProgress progress(RunId run) {
        return new RunProgress(events(journal, run));
    }

    static List<RecordedEvent> events(RunJournal journal, RunId run) {
        return events(journal, run, 0);
    }

    /** All events after a number. */
    static List<RecordedEvent> events(RunJournal journal, RunId run, long seq) {
        var all = new ArrayList<RecordedEvent>();
        List<RecordedEvent> page;
        do {
            page = journal.readAfter(run, seq + all.size(), PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }
}
