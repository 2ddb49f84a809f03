package dev.codeagent.api.error;

/**
 * The one exception of the system: a code for machines and a message for people, which says what was wrong, where, and
 * what to do. Its message never holds a secret, so it may be shown and logged as it is.
 */
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public AgentException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public AgentException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether the same request may succeed later without a change. */
    public boolean retriable() {
        return code.kind() == ErrorCode.Kind.TRANSIENT || code.kind() == ErrorCode.Kind.BUSY;
    }
}
