package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RunId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The launched runs that wait for a worker. A worker is a batch job that executes one run after another and ends when it was idle for a
 * while: starting a job costs more than a short run. A shared worker executes all runs, each on a virtual thread.
 */
public final class RunWorkerPool {
    private final Duration idleTimeout;
    private final boolean shared;
    private final Queue<RunId> pending = new ArrayDeque<>();
    /** Workers whose job is started and that have not asked for a run yet. */
    private int starting;

    private int idle;
    /** Workers whose job is started and that have not ended. */
    private int workers;

    private boolean closed;

    /** @param shared whether one worker takes all runs without waiting for their end */
    public RunWorkerPool(Duration idleTimeout, boolean shared) {
        this.idleTimeout = idleTimeout;
        this.shared = shared;
    }

    public boolean isShared() {
        return shared;
    }

    /** Adds a run for the next free worker. Returns whether the caller must start another worker. */
    public synchronized boolean submit(RunId run) {
        pending.add(run);
        if (shared ? workers > 0 : idle + starting >= pending.size()) {
            notifyAll();
            return false;
        }
        starting++;
        workers++;
        return true;
    }

    /** Takes a run back because its worker could not be started. Returns false if another worker has taken it meanwhile. */
    public synchronized boolean withdraw(RunId run) {
        starting--;
        workers--;
        return pending.remove(run);
    }

    /** Called once by each started worker, before its first {@link #next}. */
    public synchronized void workerStarted() {
        starting--;
    }

    /** The next run of a worker. Waits for one; empty if none came in time or the pool is closed: then the worker ends. */
    public synchronized Optional<RunId> next() {
        long deadline = System.nanoTime() + idleTimeout.toNanos();
        while (pending.isEmpty()) {
            long left = deadline - System.nanoTime();
            if (closed || left <= 0) {
                workers--;
                return Optional.empty();
            }
            idle++;
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                workers--;
                return Optional.empty();
            } finally {
                idle--;
            }
        }
        return Optional.of(pending.remove());
    }

    /** Ends the idle workers; the others end after their run. */
    public synchronized void close() {
        closed = true;
        pending.clear();
        notifyAll();
    }
}
