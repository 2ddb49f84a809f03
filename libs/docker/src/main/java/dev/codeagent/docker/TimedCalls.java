package dev.codeagent.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls an engine, each call on its own thread, so that the caller can stop waiting at any time. */
final class TimedCalls {
    static final Duration PING_TIMEOUT = Duration.ofSeconds(3);
    /** Time without an answer before the engine is pinged; together with the ping less than 5 s. */
    private static final Duration PING_AFTER = Duration.ofMillis(1500);

    private static final Duration PING_INTERVAL = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private final String address;
    private final Callable<Void> ping;
    private final ThreadFactory threads;

    /** @param address the address to name in errors */
    TimedCalls(String address, Callable<Void> ping, ThreadFactory threads) {
        this.address = address;
        this.ping = ping;
        this.threads = threads;
    }

    /**
     * Makes a call that may take long. Pings a silent engine meanwhile, to distinguish one that hangs from one that is
     * busy.
     *
     * @param cancellationCheck throws if the result is no longer needed; called often
     */
    <T> T call(String phase, Duration timeout, Runnable cancellationCheck, Callable<T> operation) {
        var response = new FutureTask<>(operation);
        threads.newThread(response).start();
        try {
            return await(phase, timeout, cancellationCheck, response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while waiting for the engine", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AgentException failure) {
                throw failure;
            }
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw failed(phase, EngineErrors.describe(cause), cause);
        } finally {
            response.cancel(true);
        }
    }

    private <T> T await(String phase, Duration timeout, Runnable cancellationCheck, FutureTask<T> response)
            throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        long nextPing = PING_AFTER.toNanos();
        while (true) {
            long elapsed = System.nanoTime() - began;
            long remaining = timeout.toNanos() - elapsed;
            try {
                return response.get(Math.max(1, Math.min(remaining, POLL_INTERVAL.toNanos())), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                cancellationCheck.run();
                if (remaining <= 0) {
                    throw failed(phase, "the engine did not answer within " + timeout.toSeconds() + " s", e);
                }
                if (elapsed > nextPing) {
                    requireResponsive(phase, began);
                    nextPing = System.nanoTime() - began + PING_INTERVAL.toNanos();
                }
            }
        }
    }

    /** A busy engine still answers a ping at once. */
    private void requireResponsive(String phase, long began) throws InterruptedException, ExecutionException {
        var response = new FutureTask<>(ping);
        threads.newThread(response).start();
        try {
            response.get(PING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw failed(
                    phase,
                    "the engine hangs: it did not answer the call for " + (System.nanoTime() - began) / 1_000_000_000
                            + " s, nor a ping; check its log, or restart it",
                    e);
        }
    }

    private AgentException failed(String call, String reason, Throwable cause) {
        return new AgentException(
                ErrorCode.SANDBOX_FAILED,
                "Docker (" + address + ") failed at " + EngineErrors.phase(reason, call) + ": " + reason,
                cause);
    }
}
