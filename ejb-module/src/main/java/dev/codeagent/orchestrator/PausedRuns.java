package dev.codeagent.orchestrator;

import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.BudgetReached;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.messaging.EventHub;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs that paused at a budget: continues them when the budget has room again. */
public final class PausedRuns {
    private static final Logger LOG = Logger.getLogger(PausedRuns.class.getName());
    private static final String SERVER = "server";

    private static final Set<Class<? extends RunEvent>> STATE_EVENTS = Set.of(
            RunEvent.ApprovalRequested.class,
            BudgetReached.class,
            RunEvent.BudgetAvailable.class,
            RunEvent.CancelRequested.class,
            RunEvent.Finished.class);

    private final RunJournal journal;
    private final EventHub hub;
    private final RunQueue queue;
    private final BudgetStore budgets;
    private final Clock clock;
    /** What a waiting run waits for, so that the periodic search reads no journal twice. */
    private final Map<RunId, Waiting> waitingRuns = new ConcurrentHashMap<>();

    private record Waiting(long lastSeq, Optional<BudgetReached> budget) {}

    public PausedRuns(RunJournal journal, EventHub hub, RunQueue queue, BudgetStore budgets, Clock clock) {
        this.journal = journal;
        this.hub = hub;
        this.queue = queue;
        this.budgets = budgets;
        this.clock = clock;
    }

    /** Called periodically: a month may have begun, or another server may have raised a budget. */
    public void resumeReady() {
        resumeReady(SERVER);
    }

    /** Changes a budget and continues the runs that it made room for, so that no periodic search finds them in between. */
    public synchronized void resumeAfter(Runnable change, String raisedBy) {
        change.run();
        resumeReady(raisedBy);
    }

    /**
     * Launches the paused runs whose next call fits into all budgets. One at a time, so that a pause ends once.
     *
     * @param raisedBy who made room
     */
    private synchronized void resumeReady(String raisedBy) {
        List<Run> waiting = journal.waiting();
        waitingRuns.keySet().retainAll(waiting.stream().map(Run::id).toList());
        for (Run run : waiting) {
            try {
                findPause(run).filter(pause -> hasRoom(run, pause)).ifPresent(pause -> resume(run, pause, raisedBy));
            } catch (AgentException e) {
                LOG.log(Level.WARNING, "run not continued run=" + run.id() + " code=" + e.code(), e);
            }
        }
    }

    private boolean hasRoom(Run run, BudgetReached pause) {
        return budgets.findFor(run.id().value(), run.project().value(), run.caller(), clock.instant()).stream()
                .allMatch(budget -> budget.mayHaveRoomFor(pause.neededUsd()));
    }

    private void resume(Run run, BudgetReached pause, String raisedBy) {
        hub.publish(run.id(), new RunEvent.BudgetAvailable(pause.budget(), raisedBy));
        queue.relaunch(run.id());
        LOG.info("run continues run=" + run.id() + " budget=" + pause.budget() + " by=" + raisedBy);
    }

    private Optional<BudgetReached> findPause(Run run) {
        Waiting known = waitingRuns.get(run.id());
        if (known == null || known.lastSeq() != run.lastSeq()) {
            known = new Waiting(run.lastSeq(), readPause(run.id()));
            waitingRuns.put(run.id(), known);
        }
        return known.budget();
    }

    private Optional<BudgetReached> readPause(RunId run) {
        return journal.readTypes(run, STATE_EVENTS).stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.event() instanceof BudgetReached)
                .map(last -> (BudgetReached) last.event());
    }
}
