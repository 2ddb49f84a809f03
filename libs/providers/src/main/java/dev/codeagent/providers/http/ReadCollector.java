package dev.codeagent.providers.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Continues the reads of all streams that collect events. They are continued together: one timer and one wake-up of the
 * HTTP client serve them all. While the streams deliver many events, events are collected for longer.
 */
final class ReadCollector {
    /** The time between two reads of a stream of fast events. */
    private static final long COLLECT_MILLIS = 20;
    /** The same while the server is busy: 25 updates a second. */
    private static final long BUSY_COLLECT_MILLIS = 40;
    /** The pause before an event that counts as fast. */
    private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** Less than the time for collecting: the only event of that time is slow, and the next one is read at once. */
    private static final long BUSY_FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(35);

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The events of a window, of all streams, from which the server is busy: 500 a second. */
    private static final long BUSY_EVENTS = 50;

    private final LongFunction<Executor> delayedBy;
    private final List<Flow.Subscription> waiting = new ArrayList<>();
    private long windowStart;
    private long events;
    private boolean busy;

    /** @param delayedBy an executor that runs tasks after so many milliseconds */
    ReadCollector(LongFunction<Executor> delayedBy) {
        this.delayedBy = delayedBy;
    }

    /** Counts the events of a read, and returns the pause before an event that counts as fast, in nanoseconds. */
    synchronized long count(long nanoTime, long newEvents) {
        if (nanoTime - windowStart > WINDOW_NANOS) {
            busy = events >= BUSY_EVENTS && nanoTime - windowStart < 2 * WINDOW_NANOS;
            windowStart = nanoTime;
            events = 0;
        }
        events += newEvents;
        return busy ? BUSY_FAST_NANOS : FAST_NANOS;
    }

    /** Reads on after the time for collecting events. */
    void readLater(Flow.Subscription subscription) {
        long millis;
        synchronized (this) {
            waiting.add(subscription);
            if (waiting.size() > 1) {
                return;
            }
            millis = busy ? BUSY_COLLECT_MILLIS : COLLECT_MILLIS;
        }
        delayedBy.apply(millis).execute(this::readAll);
    }

    private void readAll() {
        List<Flow.Subscription> all;
        synchronized (this) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(subscription -> subscription.request(1));
    }
}
