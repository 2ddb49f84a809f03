package dev.codeagent.providers.accounting;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** The sum of amounts that were added during the last window of time. Not safe for threads. */
final class SlidingSum {
    private static final long MAX_AMOUNT = 1L << 40;
    private static final long NEVER = TimeUnit.SECONDS.toNanos(1);

    private final long windowNanos;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long sum;

    private record Entry(long amount, long nanos) {}

    SlidingSum(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /** Adds an amount; a server may report any number, and the sum must not overflow. */
    void add(long amount, long now) {
        if (amount > 0) {
            long counted = Math.min(amount, MAX_AMOUNT);
            entries.add(new Entry(counted, now));
            sum += counted;
        }
    }

    long sum(long now) {
        while (!entries.isEmpty() && now - entries.peek().nanos() > windowNanos) {
            sum -= entries.remove().amount();
        }
        return sum;
    }

    /** When the oldest amount leaves the window; at most a second. */
    long nanosUntilExpiry(long now) {
        return entries.isEmpty() ? NEVER : Math.min(NEVER, entries.peek().nanos() + windowNanos - now + 1);
    }
}
