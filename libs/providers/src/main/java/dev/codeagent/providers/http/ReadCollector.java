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
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * How busy the server is.
     *
     * @param windowEvents the events of a window, of all streams, from which it is so busy
     * @param collectMillis the time between two reads of a stream of fast events
     * @param fastMillis the pause before an event that counts as fast; less than the time for collecting, so that the only
     *     event of that time is slow, and the next one is read at once
     */
    private record Load(long windowEvents, long collectMillis, long fastMillis) {
        static final Load IDLE = new Load(0, 20, 10);

        long fastNanos() {
            return TimeUnit.MILLISECONDS.toNanos(fastMillis);
        }
    }

    /** From 500 and 1,500 events a second a client gets 25 and 16 updates a second of each stream. */
    private static final List<Load> LOADS = List.of(new Load(150, 60, 50), new Load(50, 40, 35), Load.IDLE);

    private final LongFunction<Executor> delayedBy;
    private final List<Flow.Subscription> waiting = new ArrayList<>();
    private long windowStart;
    private long events;
    private Load load = Load.IDLE;

    /** @param delayedBy an executor that runs tasks after so many milliseconds */
    ReadCollector(LongFunction<Executor> delayedBy) {
        this.delayedBy = delayedBy;
    }

    /** Counts the events of a read, and returns the pause before an event that counts as fast, in nanoseconds. */
    synchronized long count(long nanoTime, long newEvents) {
        long elapsed = nanoTime - windowStart;
        if (elapsed > WINDOW_NANOS) {
            // A busy server is also late with its reads: a long window has many events.
            load = loadAt(Math.round((double) events * WINDOW_NANOS / elapsed));
            windowStart = nanoTime;
            events = 0;
        }
        events += newEvents;
        return load.fastNanos();
    }

    private static Load loadAt(long windowEvents) {
        return LOADS.stream()
                .filter(l -> windowEvents >= l.windowEvents())
                .findFirst()
                .orElse(Load.IDLE);
    }

    /** Reads on after the time for collecting events. */
    void readLater(Flow.Subscription subscription) {
        long millis;
        synchronized (this) {
            waiting.add(subscription);
            if (waiting.size() > 1) {
                return;
            }
            millis = load.collectMillis();
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
