package dev.codeagent.providers.http;

import java.util.concurrent.Flow;

/**
 * Decides when the next part of a stream is read. Each read has a cost, and so has the message that it sends to the clients; an event
 * more in the same read costs little. So if events follow each other fast, the next read is delayed and gets several of them; slow
 * events are read at once.
 */
final class ReadPace {
    /** The beginning never waits: it contains the first token. */
    private static final int FIRST_READS = 8;
    /** A read of this size is part of a backlog, which does not wait. */
    private static final int BACKLOG_BYTES = 4 << 10;

    private final ReadCollector collector;
    private long lastNanos;
    private long lastGapNanos;
    private long lastEvents;
    private int reads;

    ReadPace(ReadCollector collector) {
        this.collector = collector;
    }

    /** Reads on after a read with so many events and bytes. */
    void readOn(Flow.Subscription subscription, long nanoTime, long events, long bytes) {
        long fastNanos = collector.count(nanoTime, events);
        reads++;
        boolean fast = false;
        if (events > 0) {
            // Over two reads: the HTTP client reads ahead, so reads of one event and of many take turns.
            long gapNanos = nanoTime - lastNanos;
            fast = lastGapNanos + gapNanos < (lastEvents + events) * fastNanos;
            lastGapNanos = gapNanos;
            lastEvents = events;
            lastNanos = nanoTime;
        }
        if (fast && reads > FIRST_READS && bytes < BACKLOG_BYTES) {
            collector.readLater(subscription);
        } else {
            subscription.request(1);
        }
    }
}
