package dev.codeagent.modelgateway;

import java.time.Duration;
import java.time.Instant;

/** Time that passes when somebody waits or says so. */
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
