package dev.codeagent.api.error;

import java.time.Duration;

/**
 * The one exception of the system: a code for machines and a message for people, which says what was wrong, where, and
 * what to do. Its message never holds a secret, so it may be shown and logged as it is.
 */
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Duration retryAfter;

    public AgentException(ErrorCode code, String message) {
        this(code, message, (Throwable) null);
    }

    public AgentException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryAfter = cause instanceof AgentException e ? e.retryAfter : Duration.ZERO;
    }

    /** @param retryAfter how long the other side asks to wait before the next try */
    public AgentException(ErrorCode code, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** An exception with {@link ErrorCode#INVALID_VALUE}; the message names the field, the value and the fix. */
    public static AgentException invalidValue(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }

    /** How long to wait before the next try; zero where nobody said. */
    public Duration retryAfter() {
        return retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether the same request may succeed later without a change. */
    public boolean isRetryable() {
        return code.kind() == ErrorCode.Kind.TRANSIENT || code.kind() == ErrorCode.Kind.BUSY;
    }
}
