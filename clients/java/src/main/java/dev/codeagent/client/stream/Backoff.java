package dev.codeagent.client.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Retries with exponential backoff until a timeout.
 *
 * @param sleeper waits; it may wait shorter, so that many clients of a restarted server do not come back at the same time
 */
public record Backoff(Duration initialDelay, Duration maxDelay, Duration timeout, Consumer<Duration> sleeper) {

    /** For interactive use: from 100 ms up to five seconds between attempts, for one minute. */
    public static Backoff defaults() {
        return upTo(Duration.ofMinutes(1));
    }

    /** The same with another timeout, for programs that outlive a server. */
    public static Backoff upTo(Duration timeout) {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), timeout, Backoff::sleep);
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

    /** Between half and all of the time. */
    private static void sleep(Duration time) {
        try {
            Thread.sleep(
                    (long) (time.toMillis() * (1 + ThreadLocalRandom.current().nextDouble()) / 2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
