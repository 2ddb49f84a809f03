package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** No run of a project starts while the project is deleted. */
public final class ProjectLocks {
    private static final int LOCKS = 64;

    private final ReadWriteLock[] locks =
            Stream.generate(ReentrantReadWriteLock::new).limit(LOCKS).toArray(ReadWriteLock[]::new);

    /** Does what needs the project. */
    public <T> T whileUsed(ProjectId project, Supplier<T> work) {
        Lock lock = lock(project).readLock();
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does what nothing else may happen during.
     *
     * @throws AgentException CONFLICT if a run is just being started
     */
    void whileUnused(ProjectId project, Runnable work) {
        Lock lock = lock(project).writeLock();
        if (!lock.tryLock()) {
            throw new AgentException(
                    ErrorCode.CONFLICT, "a run of project " + project + " is being started; try again later");
        }
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private ReadWriteLock lock(ProjectId project) {
        return locks[Math.floorMod(project.hashCode(), LOCKS)];
    }
}
