package dev.codeagent.providers.http;

import java.util.concurrent.Flow;

/**
 * Decides when a stream is read on. A read, and the message to the clients after it, cost more than an event. So events that
 * follow each other fast wait in the socket for a moment and are read together; slow ones are read at once.
 */
final class ReadPace {
    /** The beginning never waits: it contains the first token. */
    private static final int FIRST_READS = 8;
    /** A read of this size is part of a backlog, which does not wait. */
    private static final int BACKLOG_BYTES = 4 << 10;

    private final ReadCollector collector;
    private long lastNanos;
    private int reads;

    ReadPace(ReadCollector collector) {
        this.collector = collector;
    }

    /** Reads on after a read with so many events and bytes. */
    void readOn(Flow.Subscription subscription, long nanoTime, long events, long bytes) {
        long fastNanos = collector.count(nanoTime, events);
        boolean fast = events > 1 || events == 1 && nanoTime - lastNanos < fastNanos;
        reads++;
        lastNanos = nanoTime;
        if (fast && reads > FIRST_READS && bytes < BACKLOG_BYTES) {
            collector.readLater(subscription);
        } else {
            subscription.request(1);
        }
    }
}
