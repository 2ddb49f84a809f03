package dev.codeagent.orchestrator;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.RunEventPublisher;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Executes a run from the state in its journal to its end. */
public final class RunExecutor {
    private static final Logger LOG = Logger.getLogger(RunExecutor.class.getName());
    private static final Duration STORAGE_RETRY_DELAY = Duration.ofSeconds(5);

    private final RunJournal journal;
    private final EventHub hub;
    private final RunQueue queue;
    private final RunWorkflowFactory workflows;
    private final CostCalculator costCalculator;
    private final Clock clock;

    public RunExecutor(
            RunJournal journal,
            EventHub hub,
            RunQueue queue,
            RunWorkflowFactory workflows,
            CostCalculator costCalculator,
            Clock clock) {
        this.journal = journal;
        this.hub = hub;
        this.queue = queue;
        this.workflows = workflows;
        this.costCalculator = costCalculator;
        this.clock = clock;
    }

    /** Executes the run to its end. Returns early if the server stops, or the run waits for an approval or a budget. */
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

    /** Returns false if nothing can be stored now, so that the run must be tried again later. */
    private boolean tryExecute(RunId run) {
        CancellationToken cancellation = queue.cancellationToken(run);
        try {
            hub.reconcile(run);
            RunHistory history = RunHistory.read(journal, run);
            if (history.contains(RunEvent.Finished.class)) {
                return true;
            }
            if (history.contains(RunEvent.CancelRequested.class)) {
                cancellation.cancel();
            }
            var publisher = new RunEventPublisher(hub, run, history::add);
            int attempt = history.attempts() + 1;
            publisher.publish(startEvents(attempt, history));
            var context = new RunContext(run, publisher, history, cancellation, attempt);
            finish(context, executeWorkflow(context));
            return true;
        } catch (AgentException e) {
            if (queue.isClosed()) {
                LOG.info("run interrupted run=" + run + " reason=" + e.getMessage());
                return true;
            }
            if (!isStorageFailure(e)) {
                LOG.log(Level.SEVERE, "run failed run=" + run, e);
                return tryFail(run, e.code(), e.getMessage());
            }
            LOG.log(Level.WARNING, "run waits run=" + run + " code=" + e.code() + " reason=" + e.getMessage());
            hub.reportStalled(run, e);
            return false;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.SEVERE, "run failed run=" + run, e);
            return tryFail(run, ErrorCode.INTERNAL, describeInternal(run));
        }
    }

    /**
     * Ends a run that failed outside its workflow; otherwise its state would stay running, and each start of the server would execute it again.
     * Returns false if nothing can be stored now.
     */
    private boolean tryFail(RunId run, ErrorCode code, String error) {
        try {
            Optional<Run> unfinished = journal.find(run).filter(r -> !r.state().isTerminal());
            if (unfinished.isPresent() && !queue.isClosed()) {
                long millis = Duration.between(unfinished.get().createdAt(), clock.instant())
                        .toMillis();
                hub.publish(
                        run,
                        new RunEvent.Finished(
                                RunState.FAILED,
                                code.name(),
                                error,
                                unfinished.get().usage(),
                                "",
                                millis));
                release(run);
            }
            return true;
        } catch (AgentException e) {
            LOG.log(Level.SEVERE, "run left unfinished run=" + run, e);
            return !isStorageFailure(e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.SEVERE, "run left unfinished run=" + run, e);
            return true;
        }
    }

    private static String describeInternal(RunId run) {
        return "the server failed at this run; its log has the reason under " + run;
    }

    /** A model call during which the server was killed may have been answered or not: it is booked at its reservation. */
    private static RunEvent[] startEvents(int attempt, RunHistory history) {
        return Stream.concat(
                        Stream.of(new RunEvent.Started(attempt)),
                        history.openCalls().stream()
                                .map(open -> new RunEvent.UsageBooked(
                                        open.call(), BookingStatus.UNCONFIRMED, open.usage(), open.costUsd())))
                .toArray(RunEvent[]::new);
    }

    private static boolean isStorageFailure(AgentException e) {
        return e.code() == ErrorCode.STORAGE_FULL || e.code() == ErrorCode.STORAGE_FAILED;
    }

    private RunOutcome executeWorkflow(RunContext context) {
        try (RunWorkflow workflow = workflows.create(context)) {
            try {
                workflow.execute();
                release(context.run());
                return new RunOutcome(RunState.COMPLETED, "", "");
            } catch (AgentException e) {
                if (isStorageFailure(e)) {
                    throw e;
                }
                if (isWaiting(e, context)) {
                    return new RunOutcome(RunState.WAITING, "", "");
                }
                if ((!isPause(e) || context.cancellation().isCancelled()) && !queue.isClosed()) {
                    workflow.savePartialPatch();
                }
                release(context.run());
                throw e;
            } catch (RuntimeException | Error e) {
                release(context.run());
                throw e;
            }
        } catch (AgentException e) {
            if (isStorageFailure(e)) {
                throw e;
            }
            if (isWaiting(e, context)) {
                return new RunOutcome(RunState.WAITING, "", "");
            }
            return context.cancellation().isCancelled() || e.code() == ErrorCode.CANCELLED
                    ? new RunOutcome(RunState.CANCELLED, "CANCELLED", "cancelled")
                    : new RunOutcome(RunState.FAILED, e.code().name(), e.getMessage());
        } catch (RuntimeException | Error e) {
            // Errors too, such as StackOverflowError: nothing else would end the run.
            LOG.log(Level.SEVERE, "run failed run=" + context.run(), e);
            return new RunOutcome(RunState.FAILED, ErrorCode.INTERNAL.name(), describeInternal(context.run()));
        }
    }

    /** False if the run was cancelled while its sandbox closed: the cancellation has launched the run again. */
    private static boolean isWaiting(AgentException e, RunContext context) {
        return isPause(e) && !context.cancellation().isCancelled();
    }

    private static boolean isPause(AgentException e) {
        return e.code() == ErrorCode.APPROVAL_NEEDED || e.code() == ErrorCode.BUDGET_REACHED;
    }

    /** A run that the server only interrupts keeps its resources: it continues after the next start. */
    private void release(RunId run) {
        if (!queue.isClosed()) {
            workflows.release(run);
        }
    }

    private String calculateCost(RunHistory history) {
        return history.finishedTurns().isEmpty() && history.bookings().isEmpty()
                ? ""
                : costCalculator
                        .calculate(history)
                        .map(cost -> cost.stripTrailingZeros().toPlainString())
                        .orElse("");
    }

    private record RunOutcome(RunState state, String code, String error) {}

    private void finish(RunContext context, RunOutcome outcome) {
        if (queue.isClosed()) {
            LOG.info("run interrupted run=" + context.run());
            return; // The next start resumes it.
        }
        if (outcome.state() == RunState.WAITING) {
            LOG.info("run waits for an approval or a budget run=" + context.run());
            return; // The decision, or a raised budget, launches it again.
        }
        RunHistory history = context.history();
        long millis = Duration.between(history.createdAt(), clock.instant()).toMillis();
        context.publish(new RunEvent.Finished(
                outcome.state(),
                outcome.code(),
                outcome.error(),
                history.totalUsage(),
                calculateCost(history),
                millis,
                outcome.state() == RunState.COMPLETED
                        && context.created().agents().contains(AgentName.CODING)
                        && history.findPatch().isEmpty()));
        LOG.info("run finished run=" + context.run() + " state=" + outcome.state() + " code=" + outcome.code() + " ms="
                + millis);
    }
}
