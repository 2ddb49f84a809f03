package dev.codeagent.modelgateway;

import java.time.Duration;
import java.time.Instant;

/** The clock of the gateway. */
interface TimeSource {
    Instant now();

    /** @throws dev.codeagent.api.error.AgentException CANCELLED if the thread is interrupted */
    void sleep(Duration duration);
}
