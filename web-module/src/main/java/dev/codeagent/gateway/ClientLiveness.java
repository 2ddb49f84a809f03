package dev.codeagent.gateway;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a client last sent something, be it the answer to a ping. */
final class ClientLiveness {
    private final LongSupplier nanoTime;
    private volatile long lastHeard;
    private volatile boolean reading;

    ClientLiveness(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastHeard = nanoTime.getAsLong();
    }

    void heard() {
        lastHeard = nanoTime.getAsLong();
    }

    /** While the server handles a message, it reads no answers to pings. */
    void whileReading(Runnable work) {
        reading = true;
        try {
            work.run();
        } finally {
            heard();
            reading = false;
        }
    }

    boolean isSilentFor(Duration time) {
        return !reading && nanoTime.getAsLong() - lastHeard >= time.toNanos();
    }
}
