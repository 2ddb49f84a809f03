package dev.codeagent.orchestrator;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The queue of runs: bounds how many are executed and how many wait; first come, first served. */
public final class RunQueue {
    private static final Logger LOG = Logger.getLogger(RunQueue.class.getName());

    private final int maxRunning;
    private final int maxWaiting;
    private final Consumer<RunId> jobLauncher;
    private final WaitObserver waitObserver;
    private final Deque<RunId> waiting = new ArrayDeque<>();
    private final Set<RunId> admitted = new HashSet<>();
    private final Map<RunId, CancellationToken> cancellationTokens = new HashMap<>();
    /** Launched; their executions have not ended. */
    private final Set<RunId> launched = new HashSet<>();

    private final Set<RunId> executing = new HashSet<>();
    private final Set<RunId> relaunchRequested = new HashSet<>();
    /** Since when each run that does not execute yet waits, as {@link System#nanoTime}. */
    private final Map<RunId, Long> queuedAt = new HashMap<>();

    private int runningCount;
    private boolean closed;

    /** @param jobLauncher gives a run to a worker and returns at once */
    public RunQueue(int maxRunning, int maxWaiting, Consumer<RunId> jobLauncher) {
        this(maxRunning, maxWaiting, jobLauncher, waited -> {});
    }

    public RunQueue(int maxRunning, int maxWaiting, Consumer<RunId> jobLauncher, WaitObserver waitObserver) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
        this.jobLauncher = jobLauncher;
        this.waitObserver = waitObserver;
    }

    /** Listener for the time that a run waited, called when the run begins to execute. It must return at once and never throw. */
    public interface WaitObserver {
        void waited(Duration time);
    }

    /**
     * The queue now.
     *
     * @param longestWait how long the first run in the queue has waited
     */
    public record Status(int running, int maxRunning, int waiting, int maxWaiting, Duration longestWait) {}

    public synchronized Status status() {
        RunId first = waiting.peek();
        long since = first == null ? 0 : System.nanoTime() - queuedAt.getOrDefault(first, System.nanoTime());
        return new Status(runningCount, maxRunning, waiting.size(), maxWaiting, Duration.ofNanos(Math.max(0, since)));
    }

    /** Reserves a place for the run. @throws AgentException TOO_BUSY if there is none */
    public synchronized void admit(RunId run) {
        if (admitted.size() >= maxRunning + maxWaiting) {
            throw new AgentException(
                    ErrorCode.TOO_BUSY,
                    admitted.size()
                            + " runs are executed or wait already; try again later, or raise"
                            + " orchestrator.maxQueuedRuns");
        }
        admitted.add(run);
    }

    public synchronized void cancelAdmission(RunId run) {
        admitted.remove(run);
    }

    /** Launches an admitted run as soon as there is room. */
    public void launch(RunId run) {
        synchronized (this) {
            enqueue(run);
        }
        launchWaiting();
    }

    private void enqueue(RunId run) {
        admitted.add(run);
        cancellationTokens.put(run, new CancellationToken());
        waiting.add(run);
        queuedAt.put(run, System.nanoTime());
    }

    /**
     * Launches a run again that waited for an approval or a budget. If an execution of it is about to end, it is launched again
     * afterwards; if one is about to begin, that execution reads the decision.
     */
    public void relaunch(RunId run) {
        synchronized (this) {
            if (executing.contains(run)) {
                relaunchRequested.add(run);
                return;
            }
            if (closed || launched.contains(run) || waiting.contains(run)) {
                return;
            }
            enqueue(run); // In the same lock as the check, so that a concurrent relaunch finds it waiting.
        }
        launchWaiting();
    }

    /** The token that cancels the run. */
    public synchronized CancellationToken cancellationToken(RunId run) {
        return cancellationTokens.computeIfAbsent(run, r -> new CancellationToken());
    }

    /** Cancels a run that is executed, and launches a waiting one at once so that it ends. */
    public void cancel(RunId run) {
        CancellationToken cancellationToken;
        boolean wasWaiting;
        synchronized (this) {
            cancellationToken = cancellationTokens.get(run);
            wasWaiting = waiting.remove(run);
            if (wasWaiting) {
                runningCount++;
                launched.add(run);
            }
        }
        if (cancellationToken != null) {
            cancellationToken.cancel();
        }
        if (wasWaiting) {
            launchNow(run);
        }
    }

    /** A worker begins the run. Returns false if the server stops: then the run must not be executed. */
    public synchronized boolean begin(RunId run) {
        Long since = queuedAt.remove(run);
        if (!closed) {
            executing.add(run);
            if (since != null) {
                waitObserver.waited(Duration.ofNanos(System.nanoTime() - since));
            }
        }
        return !closed;
    }

    /** The worker has ended the run. */
    public void end(RunId run) {
        synchronized (this) {
            launched.remove(run);
            admitted.remove(run);
            cancellationTokens.remove(run);
            executing.remove(run);
            runningCount--;
            if (relaunchRequested.remove(run) && !closed) {
                enqueue(run);
            }
            notifyAll();
        }
        launchWaiting();
    }

    /**
     * Interrupts all runs and waits until their executions end. The journal keeps the runs for the next start.
     * Undeploying does not stop jobs, and the next application resumes the runs at once.
     *
     * @return the runs whose executions have not ended within the limit
     */
    public Set<RunId> close(Duration limit) {
        Set<CancellationToken> all;
        synchronized (this) {
            closed = true;
            waiting.clear();
            queuedAt.clear();
            all = new HashSet<>(cancellationTokens.values());
        }
        all.forEach(CancellationToken::cancel);
        return awaitEnd(System.nanoTime() + limit.toNanos());
    }

    private synchronized Set<RunId> awaitEnd(long deadline) {
        try {
            for (long left = deadline - System.nanoTime();
                    left > 0 && !executing.isEmpty();
                    left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Set.copyOf(executing);
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Launches the runs that wait while there is room; also called periodically, in case no worker could be started. */
    public void launchWaiting() {
        while (true) {
            RunId next;
            synchronized (this) {
                if (closed || runningCount >= maxRunning || waiting.isEmpty()) {
                    return;
                }
                next = waiting.remove();
                launched.add(next);
                runningCount++;
            }
            if (!launchNow(next)) {
                return;
            }
        }
    }

    /** Returns false if no worker can be started now: then the run waits again, for {@link #launchWaiting}. */
    private boolean launchNow(RunId run) {
        try {
            jobLauncher.accept(run);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "no worker could be started; the run waits run=" + run, e);
            synchronized (this) {
                launched.remove(run);
                runningCount--;
                if (!closed) {
                    waiting.addFirst(run);
                }
            }
            return false;
        }
    }
}
