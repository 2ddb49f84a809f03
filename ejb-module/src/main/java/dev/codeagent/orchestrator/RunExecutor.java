package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.CancellationToken;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes a run from wherever its journal says it stands to its end. */
public final class RunExecutor {
    private static final Logger LOG = Logger.getLogger(RunExecutor.class.getName());
    private static final int PAGE = 1000;
    private static final Duration STORAGE_RETRY_DELAY = Duration.ofSeconds(5);

    private final RunJournal journal;
    private final EventHub hub;
    private final RunQueue queue;
    private final Function<RunContext, RunWorkflow> workflowFactory;
    private final CostCalculator costCalculator;
    private final Clock clock;

    public RunExecutor(
            RunJournal journal,
            EventHub hub,
            RunQueue queue,
            Function<RunContext, RunWorkflow> workflowFactory,
            CostCalculator costCalculator,
            Clock clock) {
        this.journal = journal;
        this.hub = hub;
        this.queue = queue;
        this.workflowFactory = workflowFactory;
        this.costCalculator = costCalculator;
        this.clock = clock;
    }

    /** Works the run to its end; returns early, with the journal as it stands, where the server stops. */
    public void execute(RunId run) {
        if (!queue.begin(run)) {
            return;
        }
        try {
            while (!tryExecute(run)) {
                Thread.sleep(STORAGE_RETRY_DELAY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.log(Level.WARNING, "run left unfinished run=" + run, e);
        } finally {
            queue.end(run);
        }
    }

    /** False where nothing can be stored now, so that the run must wait. */
    private boolean tryExecute(RunId run) {
        CancellationToken cancellation = queue.cancellationToken(run);
        try {
            hub.reconcile(run);
            RunHistory history = readHistory(run);
            if (history.contains(RunEvent.Finished.class)) {
                return true;
            }
            if (history.isCancelRequested()) {
                cancellation.cancel();
            }
            RunEventPublisher publisher = new RunEventPublisher(hub, run);
            int attempt = history.attemptCount() + 1;
            publisher.publish(new RunEvent.Started(attempt));
            finish(publisher, executeWorkflow(new RunContext(run, publisher, cancellation, attempt)));
            return true;
        } catch (AgentException e) {
            if (queue.isClosed()) {
                LOG.info("run stopped where it is run=" + run + " reason=" + e.getMessage());
                return true;
            }
            if (!isStorageFailure(e)) {
                LOG.log(Level.SEVERE, "run left unfinished run=" + run, e);
                return true;
            }
            LOG.log(Level.WARNING, "run waits run=" + run + " code=" + e.code() + " reason=" + e.getMessage());
            hub.reportStalled(run, e);
            return false;
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "run left unfinished run=" + run, e);
            return true;
        }
    }

    private static boolean isStorageFailure(AgentException e) {
        return e.code() == ErrorCode.STORAGE_FULL || e.code() == ErrorCode.STORAGE_FAILED;
    }

    private RunOutcome executeWorkflow(RunContext context) {
        try (RunWorkflow workflow = workflowFactory.apply(context)) {
            try {
                workflow.execute();
                releaseResources(workflow);
                return new RunOutcome(RunState.COMPLETED, "", "");
            } catch (AgentException e) {
                if (isStorageFailure(e)) {
                    throw e;
                }
                if (isWaitingForApproval(
                        e, context)) { // A cancel that comes while the work closes gives it another job.
                    return new RunOutcome(RunState.WAITING, "", "");
                }
                if (e.code() != ErrorCode.APPROVAL_NEEDED) {
                    workflow.savePartialPatch();
                }
                releaseResources(workflow);
                throw e;
            } catch (RuntimeException e) {
                releaseResources(workflow);
                throw e;
            }
        } catch (AgentException e) {
            if (isStorageFailure(e)) {
                throw e;
            }
            if (isWaitingForApproval(e, context)) {
                return new RunOutcome(RunState.WAITING, "", "");
            }
            boolean cancelled = context.cancellation().isCancelled() || e.code() == ErrorCode.CANCELLED;
            RunState state = cancelled ? RunState.CANCELLED : RunState.FAILED;
            return new RunOutcome(
                    state, cancelled ? "CANCELLED" : e.code().name(), cancelled ? "cancelled" : e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "run failed run=" + context.run(), e);
            return new RunOutcome(
                    RunState.FAILED,
                    ErrorCode.INTERNAL.name(),
                    "the server failed at this run; its log has the reason under " + context.run());
        }
    }

    private static boolean isWaitingForApproval(AgentException e, RunContext context) {
        return e.code() == ErrorCode.APPROVAL_NEEDED && !context.cancellation().isCancelled();
    }

    /** A run that stops with the server goes on, and must know what it had begun. */
    private void releaseResources(RunWorkflow workflow) {
        if (!queue.isClosed()) {
            workflow.release();
        }
    }

    private record RunOutcome(RunState state, String code, String error) {}

    private void finish(RunEventPublisher publisher, RunOutcome outcome) {
        if (queue.isClosed()) {
            LOG.info("run stopped where it is run=" + publisher.run());
            return; // It goes on after the next start.
        }
        if (outcome.state() == RunState.WAITING) {
            LOG.info("run waits for an answer run=" + publisher.run());
            return; // Whoever answers launches it again.
        }
        RunHistory history = readHistory(publisher.run());
        Duration duration = Duration.between(history.createdAt(), clock.instant());
        publisher.publish(new RunEvent.Finished(
                outcome.state(),
                outcome.code(),
                outcome.error(),
                history.totalUsage(),
                costCalculator.calculate(history.finishedTurns()),
                duration.toMillis()));
        LOG.info("run finished run=" + publisher.run() + " state=" + outcome.state() + " code=" + outcome.code()
                + " ms=" + duration.toMillis());
    }

    private RunHistory readHistory(RunId run) {
        return new RunHistory(readEvents(journal, run));
    }

    static List<RecordedEvent> readEvents(RunJournal journal, RunId run) {
        return readEvents(journal, run, 0);
    }

    /** All events after a number. */
    static List<RecordedEvent> readEvents(RunJournal journal, RunId run, long seq) {
        var all = new ArrayList<RecordedEvent>();
        List<RecordedEvent> page;
        do {
            page = journal.readAfter(run, seq + all.size(), PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }
}
