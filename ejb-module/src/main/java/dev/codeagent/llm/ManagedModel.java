package dev.codeagent.llm;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.llm.ModelHost.Fate;
import dev.codeagent.llm.ModelHost.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/** One model: at most one container, started by the first who asks and stopped when nobody has asked for long. */
final class ManagedModel {
    enum State {
        STOPPED,
        STARTING,
        READY,
        FAILED
    }

    private static final System.Logger LOG = System.getLogger(ManagedModel.class.getName());
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int BLAME_LOOKS = 4;
    private static final int SILENCES = 3;
    private static final int RESTARTS = 3;

    private final ModelEntry entry;
    private final ModelHost host;
    private final Pace pace;
    private final Executor threads;

    /** A virtual thread that waits in it lets go of its carrier. */
    private final ReentrantLock lock = new ReentrantLock();

    private CompletableFuture<Running> current;
    private AgentException failure;
    private Instant lastUse;
    private int users;
    private int silences;
    private int restarts;

    ManagedModel(ModelEntry entry, ModelHost host, Pace pace, Executor threads) {
        this.entry = entry;
        this.host = host;
        this.pace = pace;
        this.threads = threads;
        this.lastUse = pace.now();
    }

    /** The right to ask the model; it stays at least until this is closed. */
    final class Lease implements AutoCloseable {
        private final Running running;

        private Lease(Running running) {
            this.running = running;
        }

        Running running() {
            return running;
        }

        /** It answered, so it is well. */
        void answered() {
            locked(() -> restarts = 0);
        }

        @Override
        public void close() {
            release();
        }
    }

    /** Starts the model where it does not run, and waits for its health, together with all others who ask. */
    Lease lease() {
        CompletableFuture<Running> wanted;
        lock.lock();
        try {
            users++;
            lastUse = pace.now();
            wanted = running();
        } finally {
            lock.unlock();
        }
        try {
            return new Lease(wanted.join());
        } catch (CompletionException e) {
            release();
            throw e.getCause() instanceof AgentException known
                    ? new AgentException(known.code(), known.getMessage(), known)
                    : Complaint.INTERNAL.because("model " + entry.name() + ": " + e.getCause());
        }
    }

    private void release() {
        locked(() -> {
            users--;
            lastUse = pace.now();
        });
    }

    private CompletableFuture<Running> running() {
        if (current == null) {
            var mine = new CompletableFuture<Running>();
            current = mine;
            threads.execute(() -> bring(mine));
        }
        return current;
    }

    /** In a thread of its own, so that a caller who leaves takes nothing from those who wait with him. */
    private void bring(CompletableFuture<Running> mine) {
        try {
            Instant began = pace.now();
            Running running = host.start(entry);
            awaitHealth(mine, running, began.plus(entry.start()));
            locked(() -> {
                failure = null;
                silences = 0;
                lastUse = pace.now();
            });
            LOG.log(
                    System.Logger.Level.INFO,
                    "model ready model={0} container={1} ms={2}",
                    entry.name(),
                    running.container(),
                    String.valueOf(Duration.between(began, pace.now()).toMillis()));
            if (!mine.complete(running)) {
                host.remove(running);
            }
        } catch (RuntimeException e) {
            failed(mine, e instanceof AgentException known ? known : Complaint.INTERNAL.because(String.valueOf(e)));
        }
    }

    private void awaitHealth(CompletableFuture<Running> mine, Running running, Instant end) {
        try {
            while (!host.healthy(running, entry)) {
                Fate fate = host.fate(running);
                if (!fate.alive()) {
                    throw Failures.died(entry, running.memoryBytes(), fate);
                }
                if (mine.isDone()) {
                    throw Failures.stopped(entry);
                }
                if (pace.now().isAfter(end)) {
                    throw Failures.timedOut(entry);
                }
                pace.pause(LOOK);
            }
        } catch (RuntimeException e) {
            host.remove(running);
            throw e;
        }
    }

    private void failed(CompletableFuture<Running> mine, AgentException e) {
        locked(() -> {
            if (current == mine) {
                failure = e;
                current = null;
            }
        });
        LOG.log(System.Logger.Level.WARNING, "model failed model={0}: {1}", entry.name(), e.getMessage());
        mine.completeExceptionally(e);
    }

    /** Why a model that was asked did not answer, where its container tells; it is not asked there again. */
    Optional<AgentException> blame(Running running) {
        Fate fate = host.fate(running);
        // Its connections end a moment before the engine knows.
        for (int looks = BLAME_LOOKS; fate.alive() && looks > 0; looks--) {
            pace.pause(LOOK);
            fate = host.fate(running);
        }
        if (fate.alive()) {
            return Optional.empty();
        }
        AgentException why = Failures.died(entry, running.memoryBytes(), fate);
        forget(running, why);
        return Optional.of(why);
    }

    private boolean forget(Running running, AgentException why) {
        lock.lock();
        try {
            if (!ready() || !current.join().equals(running)) {
                return false;
            }
            current = null;
            failure = why;
        } finally {
            lock.unlock();
        }
        host.remove(running);
        return true;
    }

    private boolean ready() {
        return current != null && current.isDone() && !current.isCompletedExceptionally();
    }

    /** Stops it where it is idle, starts it anew where it died or fell silent; to be called often. */
    void look() {
        Running running;
        boolean idle;
        boolean used;
        lock.lock();
        try {
            if (!ready()) {
                return;
            }
            running = current.join();
            used = users > 0;
            idle = !used && Duration.between(lastUse, pace.now()).compareTo(entry.idle()) > 0;
            if (idle) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        if (idle) {
            host.remove(running);
            LOG.log(System.Logger.Level.INFO, "model stopped model={0} reason=idle", entry.name());
        } else {
            examine(running, used);
        }
    }

    /** One that works may be too busy to say that it is well. */
    private void examine(Running running, boolean used) {
        Fate fate = host.fate(running);
        if (fate.alive() && !used && !host.healthy(running, entry)) {
            silences++;
        } else if (fate.alive()) {
            silences = 0;
        }
        if (fate.alive() && silences < SILENCES) {
            return;
        }
        AgentException why = fate.alive() ? Failures.silent(entry) : Failures.died(entry, running.memoryBytes(), fate);
        if (forget(running, why)) {
            LOG.log(System.Logger.Level.WARNING, "model lost model={0}: {1}", entry.name(), why.getMessage());
            locked(() -> {
                if (restarts++ < RESTARTS) {
                    running();
                }
            });
        }
    }

    /** Ends it, whoever uses it; whoever waits for its start is told. */
    void stop() {
        CompletableFuture<Running> old;
        lock.lock();
        try {
            old = current;
            current = null;
            failure = null;
        } finally {
            lock.unlock();
        }
        if (old != null && !old.completeExceptionally(Failures.stopped(entry)) && !old.isCompletedExceptionally()) {
            host.remove(old.join());
        }
    }

    ModelEntry entry() {
        return entry;
    }

    State state() {
        lock.lock();
        try {
            return ready()
                    ? State.READY
                    : current != null ? State.STARTING : failure != null ? State.FAILED : State.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    /** Why the last start or the last container failed; empty where it did not. */
    String failure() {
        AgentException last = failure;
        return last == null ? "" : last.getMessage();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
