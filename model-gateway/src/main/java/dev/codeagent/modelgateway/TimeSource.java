package dev.codeagent.modelgateway;

import java.time.Duration;
import java.time.Instant;

/** Time as the gateway sees it. */
public interface TimeSource {
    Instant now();

    /** CANCELLED where the thread is interrupted. */
    void sleep(Duration duration);
}
