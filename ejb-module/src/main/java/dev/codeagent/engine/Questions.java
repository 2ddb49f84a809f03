package dev.codeagent.engine;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls of an engine, each on a thread of its own, so that none is waited for longer than one wants. */
final class Questions {
    static final Duration PING = Duration.ofSeconds(3);
    /** After so long without an answer the engine is asked whether it lives; together with the ping less than 5 s. */
    private static final Duration SILENCE = Duration.ofMillis(1500);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final String address;
    private final Callable<Void> ping;
    private final ThreadFactory threads;

    /** @param address names the engine in what is said of it */
    Questions(String address, Callable<Void> ping, ThreadFactory threads) {
        this.address = address;
        this.ping = ping;
        this.threads = threads;
    }

    /**
     * Asks something that may take long. An engine that says nothing is pinged meanwhile, so one that hangs is told from one
     * that is busy.
     *
     * @param check throws where the answer is no longer wanted; asked often
     */
    <T> T ask(String phase, Duration limit, Runnable check, Callable<T> question) {
        var answer = new FutureTask<>(question);
        threads.newThread(answer).start();
        try {
            return await(phase, limit, check, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while the engine worked", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AgentException known) {
                throw known;
            }
            throw failed(phase, EngineWords.of(e.getCause()), e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private <T> T await(String phase, Duration limit, Runnable check, FutureTask<T> answer)
            throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        long next = SILENCE.toNanos();
        while (true) {
            long gone = System.nanoTime() - began;
            long left = limit.toNanos() - gone;
            try {
                return answer.get(Math.max(1, Math.min(left, LOOK.toNanos())), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                check.run();
                if (left <= 0) {
                    throw failed(phase, "the engine gave no answer for " + limit.toSeconds() + " s", e);
                }
                if (gone > next) {
                    requireLife(phase, began);
                    next = System.nanoTime() - began + PAUSE.toNanos();
                }
            }
        }
    }

    /** An engine that works long at something still answers a ping at once. */
    private void requireLife(String phase, long began) throws InterruptedException, ExecutionException {
        var answer = new FutureTask<>(ping);
        threads.newThread(answer).start();
        try {
            answer.get(PING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failed(
                    phase,
                    "the engine hangs: it gave no answer for " + (System.nanoTime() - began) / 1_000_000_000
                            + " s, and none to a ping; look into its log, or start it anew",
                    e);
        }
    }

    private AgentException failed(String call, String reason, Throwable cause) {
        return new AgentException(
                ErrorCode.SANDBOX_FAILED,
                "Docker (" + address + ") failed at " + EngineWords.phase(reason, call) + ": " + reason,
                cause);
    }
}
