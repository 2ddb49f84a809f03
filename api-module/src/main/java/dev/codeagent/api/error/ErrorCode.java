package dev.codeagent.api.error;

/** Every reason for which a request or a run can fail; its {@link Kind} decides tone, HTTP status and retry. */
public enum ErrorCode {
    MALFORMED_MESSAGE(Kind.CALLER),
    INVALID_VALUE(Kind.CALLER),
    MESSAGE_TOO_LARGE(Kind.CALLER),
    UNKNOWN_COMMAND(Kind.CALLER),
    UNKNOWN_PROJECT(Kind.MISSING),
    UNKNOWN_RUN(Kind.MISSING),
    UNKNOWN_CALL(Kind.MISSING),
    UNKNOWN_AGENT(Kind.MISSING),
    UNKNOWN_PROVIDER(Kind.MISSING),
    UNKNOWN_APPROVAL(Kind.MISSING),
    NOT_FOUND(Kind.MISSING),
    FORBIDDEN(Kind.FORBIDDEN),
    CONFLICT(Kind.CONFLICT),
    RUN_NOT_FINISHED(Kind.CONFLICT),
    NOTHING_TO_APPLY(Kind.CONFLICT),
    TOO_BUSY(Kind.BUSY),
    NO_PROVIDER(Kind.CONFLICT),
    PROVIDER_REJECTED(Kind.PROVIDER),
    PROVIDER_UNREACHABLE(Kind.TRANSIENT),
    PROVIDER_TIMEOUT(Kind.TRANSIENT),
    PROVIDER_OVERLOADED(Kind.TRANSIENT),
    PROVIDER_BROKEN_STREAM(Kind.TRANSIENT),
    STEP_LIMIT(Kind.RUN),
    AGENT_STUCK(Kind.RUN),
    CANCELLED(Kind.RUN),
    APPROVAL_NEEDED(Kind.RUN),
    SANDBOX_UNAVAILABLE(Kind.SANDBOX),
    SANDBOX_FAILED(Kind.SANDBOX),
    SANDBOX_LOST(Kind.SANDBOX),
    TOOL_TIMEOUT(Kind.SANDBOX),
    PREPARE_FAILED(Kind.SANDBOX),
    WORKSPACE_FAILED(Kind.SANDBOX),
    STORAGE_FULL(Kind.SERVER),
    STORAGE_FAILED(Kind.SERVER),
    CONFIGURATION(Kind.SERVER),
    INTERNAL(Kind.SERVER);

    /** What a failure means to the one who sees it. */
    public enum Kind {
        /** The request is wrong; sending it again unchanged is useless. */
        CALLER,
        /** The thing named does not exist. */
        MISSING,
        /** The caller may not do this. */
        FORBIDDEN,
        /** The request does not fit the present state. */
        CONFLICT,
        /** Admission is full; later it may work. */
        BUSY,
        /** The model provider refused for good. */
        PROVIDER,
        /** The model provider failed in passing; a retry or a fallback may help. */
        TRANSIENT,
        /** The run ended itself: a limit, a cancel. */
        RUN,
        /** The sandbox or the workspace failed. */
        SANDBOX,
        /** The server failed. */
        SERVER
    }

    private final Kind kind;

    ErrorCode(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
