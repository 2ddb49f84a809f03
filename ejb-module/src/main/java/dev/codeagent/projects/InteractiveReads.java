package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads of a project for a client that waits. Git has less time for them than for a run, and a few of a project are
 * answered at the same time: a repository can make git slow, and the server does not notice a client that went away.
 */
public final class InteractiveReads {
    /** For each process of git. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    static final int MAX_CONCURRENT = 4;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Map<ProjectId, Semaphore> PLACES = new ConcurrentHashMap<>();
    private static final ThreadLocal<Boolean> ACTIVE = ThreadLocal.withInitial(() -> false);

    private InteractiveReads() {}

    /**
     * Calls {@code read} when it is its turn.
     *
     * @throws AgentException TOO_BUSY if others of the project do not end soon
     */
    public static <T> T of(ProjectId project, Supplier<T> read) {
        return of(project, MAX_WAIT, read);
    }

    static <T> T of(ProjectId project, Duration maxWait, Supplier<T> read) {
        if (ACTIVE.get()) {
            return read.get();
        }
        Semaphore places = PLACES.computeIfAbsent(project, id -> new Semaphore(MAX_CONCURRENT));
        acquire(places, project, maxWait);
        ACTIVE.set(true);
        try {
            return read.get();
        } finally {
            ACTIVE.remove();
            places.release();
        }
    }

    private static void acquire(Semaphore places, ProjectId project, Duration maxWait) {
        try {
            if (!places.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AgentException(
                        ErrorCode.TOO_BUSY,
                        "files of project " + project + " are being read for " + MAX_CONCURRENT
                                + " other requests, which take long; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while other reads were waited for", e);
        }
    }

    /** The time of a process that this thread starts. */
    static Duration limit(Duration time) {
        return ACTIVE.get() && time.compareTo(LIMIT) > 0 ? LIMIT : time;
    }
}
