package dev.codeagent.api.provider;

import java.time.Duration;

/**
 * The circuit breaker of one model: whether requests to it are sent.
 *
 * @param failures the number of consecutive failures of the provider
 * @param remaining how long no request is sent; zero if one would be sent now
 */
public record BreakerStatus(ProviderId provider, String model, State state, int failures, Duration remaining) {
    /** Whether requests are sent. */
    public enum State {
        /** Requests are sent. */
        CLOSED,
        /** One request is sent, or would be sent now; its outcome decides. */
        HALF_OPEN,
        /** No request is sent for a while. */
        OPEN
    }
}
