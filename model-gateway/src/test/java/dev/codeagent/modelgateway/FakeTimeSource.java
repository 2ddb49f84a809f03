package dev.codeagent.modelgateway;

import java.time.Duration;
import java.time.Instant;

/** A clock that advances only when {@link #sleep} is called. */
final class FakeTimeSource implements TimeSource {
    private Instant now = Instant.EPOCH;

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized void sleep(Duration duration) {
        now = now.plus(duration);
    }
}
