package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.providers.CancellationToken;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Which runs work and which wait: bounded, first come first served. */
public final class RunQueue {
    private final int maxRunning;
    private final int maxWaiting;
    private final Consumer<RunId> jobLauncher;
    private final Queue<RunId> waiting = new ArrayDeque<>();
    private final Set<RunId> admitted = new HashSet<>();
    private final Map<RunId, CancellationToken> cancellationTokens = new HashMap<>();
    /** Launched, their jobs not over yet. */
    private final Set<RunId> launched = new HashSet<>();

    private final Set<RunId> executing = new HashSet<>();
    private final Set<RunId> relaunchRequested = new HashSet<>();
    private int runningCount;
    private boolean closed;

    /** @param jobLauncher starts a run's job and returns at once */
    public RunQueue(int maxRunning, int maxWaiting, Consumer<RunId> jobLauncher) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
        this.jobLauncher = jobLauncher;
    }

    /** Keeps a place for the run; TOO_BUSY where there is none. */
    synchronized void admit(RunId run) {
        if (admitted.size() >= maxRunning + maxWaiting) {
            throw new AgentException(
                    ErrorCode.TOO_BUSY,
                    admitted.size()
                            + " runs work or wait already; try again later, or raise orchestrator.maxQueuedRuns");
        }
        admitted.add(run);
    }

    synchronized void cancelAdmission(RunId run) {
        admitted.remove(run);
    }

    /** Lets an admitted run work as soon as there is room. */
    public void launch(RunId run) {
        synchronized (this) {
            enqueue(run);
        }
        launchNext();
    }

    private void enqueue(RunId run) {
        admitted.add(run);
        cancellationTokens.put(run, new CancellationToken());
        waiting.add(run);
    }

    /**
     * Lets a run that waited for an answer go on. Where its job is just about to end, another follows; where one is about to
     * begin, that one will see the answer.
     */
    void relaunch(RunId run) {
        synchronized (this) {
            if (executing.contains(run)) {
                relaunchRequested.add(run);
                return;
            }
            if (closed || launched.contains(run) || waiting.contains(run)) {
                return;
            }
            enqueue(run); // Under the lock of the check: whoever else relaunches it now finds it waiting.
        }
        launchNext();
    }

    /** The signal that ends the run. */
    public synchronized CancellationToken cancellationToken(RunId run) {
        return cancellationTokens.computeIfAbsent(run, r -> new CancellationToken());
    }

    /** Ends a working run, and lets a waiting one go to its end at once. */
    void cancel(RunId run) {
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
            jobLauncher.accept(run);
        }
    }

    /** The run's job begins; false where the server stops, so that the run must be left as it is. */
    public synchronized boolean begin(RunId run) {
        if (!closed) {
            executing.add(run);
        }
        return !closed;
    }

    /** The run's job is over. */
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
        launchNext();
    }

    /**
     * Stops all working runs where they are, the journal keeps them for the next start, and waits for the end of their
     * jobs: a container that undeploys does not stop them, and the next application takes the runs up at once.
     *
     * @return the runs whose jobs have not ended within the limit
     */
    public Set<RunId> close(Duration limit) {
        Set<CancellationToken> all;
        synchronized (this) {
            closed = true;
            waiting.clear();
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

    public synchronized int waitingCount() {
        return waiting.size();
    }

    private void launchNext() {
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
            jobLauncher.accept(next);
        }
    }
}
