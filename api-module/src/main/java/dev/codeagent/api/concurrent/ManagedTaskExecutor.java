package dev.codeagent.api.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of the container for tasks that are many and small, such as pieces of a stream. The container gives each thread the
 * application's context once; its own executors save the caller's context for each task, and look through all jars for it
 * (docs/adr/0025). Not for what must run in the context of its caller.
 */
public final class ManagedTaskExecutor implements Executor, AutoCloseable {
    private static final int TIMER_THREADS = 2;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;

    /** @param threadFactory the container's; none is made before there is a task for it */
    public ManagedTaskExecutor(ThreadFactory threadFactory) {
        pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threadFactory);
        // What is asked for after the end is for clients that are gone.
        timer = new ScheduledThreadPoolExecutor(TIMER_THREADS, threadFactory, new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Runs a task that does not block, a little later. */
    public void schedule(long millis, Runnable task) {
        timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs a task that does not block, again and again until it is cancelled or fails. */
    public ScheduledFuture<?> scheduleAtFixedRate(long seconds, Runnable task) {
        return timer.scheduleAtFixedRate(task, seconds, seconds, TimeUnit.SECONDS);
    }

    /** Ends the timers. Other tasks are still taken, as what ends may have some; idle threads end by themselves. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
