package dev.codeagent.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Decides by the kind of a failure what follows an attempt: another one, the next model, or the end of the turn.
 *
 * @param maxAttempts for each model, the first included
 * @param initialDelay before the first retry; doubles with each failure
 * @param maxDelay the longest delay before a retry; a provider that requests a longer one is not waited for
 * @param jitter a number from 0 to 1, so that many runs do not retry at the same moment
 */
public record RetryPolicy(int maxAttempts, Duration initialDelay, Duration maxDelay, DoubleSupplier jitter) {
    private static final Duration LOADING_DELAY = Duration.ofSeconds(2);
    private static final Duration MAX_LOADING_DELAY = Duration.ofSeconds(15);

    public RetryPolicy(int maxAttempts, Duration initialDelay) {
        this(maxAttempts, initialDelay, Duration.ofMinutes(1), Math::random);
    }

    /** Four attempts with pauses of up to 0.5, 1 and 2 seconds, unless the provider requests longer ones. */
    public static RetryPolicy standard() {
        return new RetryPolicy(4, Duration.ofMillis(500));
    }

    /** What follows a failed attempt. */
    sealed interface Decision {
        /** The same model is requested again after the delay. */
        record Retry(Duration delay) implements Decision {}

        /** The next model of the agent is requested. */
        record Fallback() implements Decision {}

        /** The turn fails: no other attempt would help, or the caller decides. */
        record Fail() implements Decision {}
    }

    /**
     * Decides what follows.
     *
     * @param failures the failed attempts with this model
     * @param elapsed since the first attempt with this model
     * @param loadingLimit how long a server may load a model
     */
    Decision decide(AgentException failure, int failures, Duration elapsed, Duration loadingLimit) {
        return switch (failure.code()) {
            // The context of the conversation is the caller's: it can leave out a part and ask again.
            case CANCELLED, CONTEXT_LENGTH_EXCEEDED -> new Decision.Fail();
            case PROVIDER_LOADING ->
                elapsed.compareTo(loadingLimit) < 0
                        ? new Decision.Retry(loadingDelay(failure.retryAfter()))
                        : new Decision.Fallback();
            // The timeout was long already, so the next attempt goes to another model.
            case PROVIDER_TIMEOUT -> new Decision.Fallback();
            default -> failure.isRetryable() ? retryOrFallback(failure, failures) : fallbackOrFail(failure);
        };
    }

    private Decision retryOrFallback(AgentException failure, int failures) {
        Duration delay = delayAfter(failures, failure.retryAfter());
        return failures < maxAttempts && delay.compareTo(maxDelay) <= 0
                ? new Decision.Retry(delay)
                : new Decision.Fallback();
    }

    /** A failure of our own, such as a full disk, does not depend on the model. */
    private static Decision fallbackOrFail(AgentException failure) {
        boolean isOurs = failure.code().kind() == ErrorCode.Kind.SERVER && failure.code() != ErrorCode.INTERNAL;
        return isOurs || failure.code().kind() == ErrorCode.Kind.RUN ? new Decision.Fail() : new Decision.Fallback();
    }

    /** Our own delay, with jitter of up to a half; at least the delay that the provider requests. */
    private Duration delayAfter(int failures, Duration requested) {
        long millis = initialDelay.multipliedBy(1L << Math.min(failures - 1, 6)).toMillis();
        Duration own = Duration.ofMillis(
                Math.min(millis / 2 + (long) (jitter.getAsDouble() * (millis - millis / 2)), maxDelay.toMillis()));
        return requested.compareTo(own) > 0 ? requested : own;
    }

    private static Duration loadingDelay(Duration requested) {
        if (requested.compareTo(LOADING_DELAY) < 0) {
            return LOADING_DELAY;
        }
        return requested.compareTo(MAX_LOADING_DELAY) > 0 ? MAX_LOADING_DELAY : requested;
    }
}
