package dev.codeagent.api.error;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The only exception type of the system: a code for programs and a message for people. The message names what is wrong,
 * where, and the fix. It never contains a secret, so it may be shown and logged unchanged.
 */
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Duration retryAfter;

    public AgentException(ErrorCode code, String message) {
        this(code, message, (Throwable) null);
    }

    public AgentException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryAfter = cause instanceof AgentException e ? e.retryAfter : Duration.ZERO;
    }

    /**
     * @param retryAfter how long to wait before the next attempt, as requested by the remote side
     */
    public AgentException(ErrorCode code, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** An exception with {@link ErrorCode#INVALID_VALUE}; the message names the field, the value and the fix. */
    public static AgentException invalidValue(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }

    /** How long to wait before the next attempt; zero if the remote side named no time. */
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

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
