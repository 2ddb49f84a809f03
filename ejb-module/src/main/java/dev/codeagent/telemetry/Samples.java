package dev.codeagent.telemetry;

import dev.codeagent.api.dashboard.Quantiles;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The last times of a kind. */
final class Samples {
    private static final int SIZE = 256;

    private final long[] millis = new long[SIZE];
    private long count;

    synchronized void add(Duration time) {
        millis[(int) (count++ % SIZE)] = time.toMillis();
    }

    synchronized Optional<Quantiles> quantiles() {
        int n = (int) Math.min(count, SIZE);
        if (n == 0) {
            return Optional.empty();
        }
        long[] sorted = Arrays.copyOf(millis, n);
        Arrays.sort(sorted);
        return Optional.of(new Quantiles(n, sorted[(n + 1) / 2 - 1], sorted[(n * 95 + 99) / 100 - 1]));
    }
}
