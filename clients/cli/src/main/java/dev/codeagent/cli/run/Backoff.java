package dev.codeagent.cli.run;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Tries again, at first soon, then less often, until a limit is reached. */
public record Backoff(Duration initialDelay, Duration maxDelay, Duration timeout, Consumer<Duration> sleeper) {

    /** For people: at once, at the latest every five seconds, for a minute. */
    public static Backoff defaults() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1), Backoff::sleep);
    }

    /** Something that may fail for a while. */
    interface Attempt {
        void run() throws IOException;
    }

    /** Gives the last failure where the limit is reached. The limit counts the pauses. */
    void retry(Attempt attempt) throws IOException {
        Duration delay = initialDelay;
        Duration waited = Duration.ZERO;
        while (true) {
            sleeper.accept(delay);
            waited = waited.plus(delay);
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
