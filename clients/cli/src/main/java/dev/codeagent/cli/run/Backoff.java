package dev.codeagent.cli.run;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Tries again, at first soon, then less often, until a limit is reached. */
public record Backoff(Duration first, Duration most, Duration limit, Consumer<Duration> pause) {

    /** For people: at once, at the latest every five seconds, for a minute. */
    public static Backoff real() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1), Backoff::sleep);
    }

    /** Something that may fail for a while. */
    interface Attempt {
        void run() throws IOException;
    }

    /** Gives the last failure where the limit is reached. The limit counts the pauses. */
    void untilDone(Attempt attempt) throws IOException {
        Duration next = first;
        Duration waited = Duration.ZERO;
        while (true) {
            pause.accept(next);
            waited = waited.plus(next);
            try {
                attempt.run();
                return;
            } catch (IOException e) {
                if (waited.compareTo(limit) >= 0) {
                    throw e;
                }
            }
            next = next.multipliedBy(2).compareTo(most) < 0 ? next.multipliedBy(2) : most;
        }
    }

    long limitSeconds() {
        return limit.toSeconds();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
