package dev.codeagent.api.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Executor for many small tasks, such as parts of a stream, on threads of the container. The container applies the
 * application's context once per thread; its own executors save the caller's context for each task and search all jars
 * for it (docs/adr/0025). Do not use it for tasks that need the context of their caller.
 */
public final class ManagedTaskExecutor implements Executor, AutoCloseable {
    private static final int TIMER_THREADS = 2;
    private static final long IDLE_SECONDS = 30;
    private static final int MAX_THREADS = 512;

    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * For tasks that may block: each has a thread at once, up to {@value #MAX_THREADS}; more tasks wait.
     *
     * @param threadFactory the container's factory; no thread is created before the first task
     */
    public ManagedTaskExecutor(ThreadFactory threadFactory) {
        this(threadFactory, elasticPool(threadFactory, MAX_THREADS));
    }

    /** A pool prefers a new thread to waiting: its queue accepts a task only if a thread waits for one. */
    static ThreadPoolExecutor elasticPool(ThreadFactory threadFactory, int maxThreads) {
        var queue = new LinkedTransferQueue<Runnable>() {
            @Override
            public boolean offer(Runnable task) {
                return tryTransfer(task);
            }
        };
        return new ThreadPoolExecutor(
                0, maxThreads, IDLE_SECONDS, TimeUnit.SECONDS, queue, threadFactory, (task, pool) -> queue.put(task));
    }

    /**
     * For tasks that hardly block, and never for each other: others wait until one of the threads is free.
     *
     * @param threadFactory the container's factory; no thread is created before the first task
     */
    public ManagedTaskExecutor(ThreadFactory threadFactory, int maxThreads) {
        this(
                threadFactory,
                new ThreadPoolExecutor(
                        maxThreads,
                        maxThreads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        threadFactory));
        pool.allowCoreThreadTimeOut(true);
    }

    private ManagedTaskExecutor(ThreadFactory threadFactory, ThreadPoolExecutor pool) {
        this.pool = pool;
        // Tasks submitted after close belong to clients that are gone.
        timer = new ScheduledThreadPoolExecutor(TIMER_THREADS, threadFactory, new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Runs a task that does not block after a delay. */
    public void schedule(long millis, Runnable task) {
        timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs a task that does not block at a fixed rate until it is cancelled or fails. */
    public ScheduledFuture<?> scheduleAtFixedRate(long seconds, Runnable task) {
        return timer.scheduleAtFixedRate(task, seconds, seconds, TimeUnit.SECONDS);
    }

    /**
     * Stops the timers. Other tasks are still accepted, because components that shut down may submit some; idle threads
     * end on their own.
     */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
