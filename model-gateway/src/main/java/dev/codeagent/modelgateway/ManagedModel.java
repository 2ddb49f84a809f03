package dev.codeagent.modelgateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.modelgateway.ModelRunner.ContainerStatus;
import dev.codeagent.modelgateway.ModelRunner.RunningModel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/** One model with at most one container: the first request starts it, and it is stopped after the idle timeout. */
final class ManagedModel {
    enum State {
        STOPPED,
        STARTING,
        READY,
        FAILED
    }

    private static final System.Logger LOG = System.getLogger(ManagedModel.class.getName());
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final int DIAGNOSE_ATTEMPTS = 4;
    private static final int MAX_FAILED_HEALTH_CHECKS = 3;
    private static final int MAX_RESTARTS = 3;

    private final ModelSettings settings;
    private final ModelRunner runner;
    private final TimeSource time;
    private final Executor threads;
    private final ModelActivity activity;

    /** A virtual thread that waits for this lock releases its carrier. */
    private final ReentrantLock lock = new ReentrantLock();

    private Optional<CompletableFuture<RunningModel>> current = Optional.empty();
    private Optional<AgentException> failure = Optional.empty();
    private int failedHealthChecks;
    private int restarts;

    ManagedModel(ModelSettings settings, ModelRunner runner, TimeSource time, Executor threads) {
        this.settings = settings;
        this.runner = runner;
        this.time = time;
        this.threads = threads;
        this.activity = new ModelActivity(time);
    }

    /** A lease on the running model; the model is not stopped as idle until the lease is closed. */
    final class Lease implements AutoCloseable {
        private final RunningModel running;

        private Lease(RunningModel running) {
            this.running = running;
        }

        RunningModel running() {
            return running;
        }

        /** The model sent a part of an answer, so it works although it may be too busy for a health check. */
        void reportProgress() {
            activity.progress();
        }

        /** The model answered, so the restart counter is reset. */
        void reportSuccess() {
            withLock(() -> restarts = 0);
        }

        @Override
        public void close() {
            release();
        }
    }

    /** Starts the model if it is not running and waits until it is healthy; concurrent callers share the start. */
    Lease lease() {
        CompletableFuture<RunningModel> starting;
        lock.lock();
        try {
            activity.begin();
            starting = ensureStarted();
        } finally {
            lock.unlock();
        }
        try {
            return new Lease(starting.join());
        } catch (CompletionException e) {
            release();
            throw e.getCause() instanceof AgentException failure
                    ? new AgentException(failure.code(), failure.getMessage(), failure)
                    : GatewayError.INTERNAL.exception("model " + settings.name() + ": " + e.getCause());
        }
    }

    private void release() {
        withLock(activity::end);
    }

    private CompletableFuture<RunningModel> ensureStarted() {
        return current.orElseGet(() -> {
            var starting = new CompletableFuture<RunningModel>();
            current = Optional.of(starting);
            threads.execute(() -> start(starting));
            return starting;
        });
    }

    /** Runs on a separate thread, so that a caller that disconnects does not affect the other waiting callers. */
    private void start(CompletableFuture<RunningModel> starting) {
        try {
            Instant startTime = time.now();
            RunningModel running = runner.start(settings);
            awaitHealth(starting, running, startTime.plus(settings.startTimeout()));
            withLock(() -> {
                failure = Optional.empty();
                failedHealthChecks = 0;
                activity.started();
            });
            String ms = String.valueOf(Duration.between(startTime, time.now()).toMillis());
            LOG.log(Level.INFO, "model ready model={0} container={1} ms={2}", settings.name(), running.container(), ms);
            if (!starting.complete(running)) {
                runner.remove(running);
            }
        } catch (RuntimeException e) {
            startFailed(starting, e instanceof AgentException a ? a : GatewayError.INTERNAL.exception("" + e));
        }
    }

    private void awaitHealth(CompletableFuture<RunningModel> starting, RunningModel running, Instant deadline) {
        try {
            while (!runner.isHealthy(running, settings)) {
                ContainerStatus status = runner.status(running);
                if (!status.running()) {
                    throw ModelErrors.containerExited(settings, running.memoryBytes(), status);
                }
                if (starting.isDone()) {
                    throw ModelErrors.stopped(settings);
                }
                if (time.now().isAfter(deadline)) {
                    throw ModelErrors.startTimedOut(settings);
                }
                time.sleep(POLL_INTERVAL);
            }
        } catch (RuntimeException e) {
            runner.remove(running);
            throw e;
        }
    }

    private void startFailed(CompletableFuture<RunningModel> starting, AgentException e) {
        withLock(() -> {
            if (current.equals(Optional.of(starting))) {
                failure = Optional.of(e);
                current = Optional.empty();
            }
        });
        LOG.log(Level.WARNING, "model failed model={0}: {1}", settings.name(), e.getMessage());
        starting.completeExceptionally(e);
    }

    /** Why a model did not answer, if its container has exited; that container is then discarded. */
    Optional<AgentException> diagnose(RunningModel running) {
        ContainerStatus status = runner.status(running);
        // Its connections close a moment before the engine reports the exit.
        for (int attempt = 0; status.running() && attempt < DIAGNOSE_ATTEMPTS; attempt++) {
            time.sleep(POLL_INTERVAL);
            status = runner.status(running);
        }
        if (status.running()) {
            return Optional.empty();
        }
        AgentException reason = ModelErrors.containerExited(settings, running.memoryBytes(), status);
        discard(running, reason);
        return Optional.of(reason);
    }

    private boolean discard(RunningModel running, AgentException reason) {
        lock.lock();
        try {
            if (!ready().equals(Optional.of(running))) {
                return false;
            }
            current = Optional.empty();
            failure = Optional.of(reason);
        } finally {
            lock.unlock();
        }
        runner.remove(running);
        return true;
    }

    private Optional<RunningModel> ready() {
        return current.filter(c -> c.isDone() && !c.isCompletedExceptionally()).map(CompletableFuture::join);
    }

    /** Stops the model if it is idle, restarts it if it exited or is unhealthy; called periodically. */
    void maintain() {
        RunningModel running;
        boolean idle;
        boolean working;
        lock.lock();
        try {
            Optional<RunningModel> ready = ready();
            if (ready.isEmpty()) {
                return;
            }
            running = ready.get();
            working = activity.isWorking();
            idle = activity.isIdleFor(settings.idleTimeout());
            if (idle) {
                current = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        if (idle) {
            runner.remove(running);
            LOG.log(Level.INFO, "model stopped model={0} reason=idle", settings.name());
        } else {
            checkHealth(running, working);
        }
    }

    /** A model that works may be too busy to answer the health check; one that sends nothing for long may be stuck. */
    private void checkHealth(RunningModel running, boolean working) {
        ContainerStatus status = runner.status(running);
        if (status.running() && !working && !runner.isHealthy(running, settings)) {
            failedHealthChecks++;
        } else if (status.running()) {
            failedHealthChecks = 0;
        }
        if (status.running() && failedHealthChecks < MAX_FAILED_HEALTH_CHECKS) {
            return;
        }
        AgentException reason = status.running()
                ? ModelErrors.unhealthy(settings)
                : ModelErrors.containerExited(settings, running.memoryBytes(), status);
        if (discard(running, reason)) {
            LOG.log(Level.WARNING, "model lost model={0}: {1}", settings.name(), reason.getMessage());
            withLock(() -> {
                if (restarts++ < MAX_RESTARTS) {
                    ensureStarted();
                }
            });
        }
    }

    /** Stops the model even if it is in use; callers that wait for its start get an error. */
    void stop() {
        Optional<CompletableFuture<RunningModel>> previous;
        lock.lock();
        try {
            previous = current;
            current = Optional.empty();
            failure = Optional.empty();
        } finally {
            lock.unlock();
        }
        if (previous.isPresent()
                && !previous.get().completeExceptionally(ModelErrors.stopped(settings))
                && !previous.get().isCompletedExceptionally()) {
            runner.remove(previous.get().join());
        }
    }

    ModelSettings settings() {
        return settings;
    }

    State state() {
        lock.lock();
        try {
            return ready().isPresent()
                    ? State.READY
                    : current.isPresent() ? State.STARTING : failure.isPresent() ? State.FAILED : State.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    /** Why the last start or container failed; empty without a failure. */
    String failure() {
        return failure.map(AgentException::getMessage).orElse("");
    }

    private void withLock(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
