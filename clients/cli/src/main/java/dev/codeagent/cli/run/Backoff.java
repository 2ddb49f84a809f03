package dev.codeagent.cli.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Retries with exponential backoff until a timeout. */
public record Backoff(Duration initialDelay, Duration maxDelay, Duration timeout, Consumer<Duration> sleeper) {

    /** For interactive use: from 100 ms up to five seconds between attempts, for one minute. */
    public static Backoff defaults() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1), Backoff::sleep);
    }

    /** An operation that may fail temporarily. */
    interface Attempt {
        void run() throws IOException;
    }

    /**
     * Runs the attempt until it succeeds.
     *
     * @throws IOException the last failure, if the pauses together reach the timeout, or if the thread is interrupted
     */
    void retry(Attempt attempt) throws IOException {
        Duration delay = initialDelay;
        Duration waited = Duration.ZERO;
        while (true) {
            sleeper.accept(delay);
            waited = waited.plus(delay);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            try {
                attempt.run();
                return;
            } catch (IOException e) {
                if (waited.compareTo(timeout) >= 0) {
                    throw e;
                }
            }
            delay = delay.multipliedBy(2).compareTo(maxDelay) < 0 ? delay.multipliedBy(2) : maxDelay;
        }
    }

    long timeoutSeconds() {
        return timeout.toSeconds();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
