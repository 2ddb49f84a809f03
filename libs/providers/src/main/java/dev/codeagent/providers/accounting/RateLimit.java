package dev.codeagent.providers.accounting;

import java.time.Duration;

/**
 * How much of a provider may be used in any window of time.
 *
 * @param requests the number of requests; 0 for any
 * @param tokens the number of tokens, of input and output together; 0 for any
 */
public record RateLimit(long requests, long tokens, Duration window) {
    public static final RateLimit NONE = new RateLimit(0, 0, Duration.ofMinutes(1));

    boolean isLimited() {
        return requests > 0 || tokens > 0;
    }
}
