package dev.codeagent.api.error;

/** All reasons why a request or a run can fail; the {@link Kind} decides severity, HTTP status and retry. */
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
    UNAUTHENTICATED(Kind.FORBIDDEN),
    CONFLICT(Kind.CONFLICT),
    PRECONDITION_FAILED(Kind.CONFLICT),
    RUN_NOT_FINISHED(Kind.CONFLICT),
    NOTHING_TO_APPLY(Kind.CONFLICT),
    TOO_BUSY(Kind.BUSY),
    NO_PROVIDER(Kind.CONFLICT),
    PROVIDER_REJECTED(Kind.PROVIDER),
    PROVIDER_UNREACHABLE(Kind.TRANSIENT),
    PROVIDER_TIMEOUT(Kind.TRANSIENT),
    PROVIDER_OVERLOADED(Kind.TRANSIENT),
    PROVIDER_BROKEN_STREAM(Kind.TRANSIENT),
    PROVIDER_EMPTY_ANSWER(Kind.TRANSIENT),
    PROVIDER_LOADING(Kind.TRANSIENT),
    PROVIDER_KEY_REJECTED(Kind.PROVIDER),
    UNKNOWN_MODEL(Kind.PROVIDER),
    CONTEXT_LENGTH_EXCEEDED(Kind.PROVIDER),
    CONTENT_FILTERED(Kind.PROVIDER),
    STEP_LIMIT(Kind.RUN),
    AGENT_STUCK(Kind.RUN),
    CANCELLED(Kind.RUN),
    APPROVAL_NEEDED(Kind.RUN),
    BUDGET_REACHED(Kind.RUN),
    SANDBOX_UNAVAILABLE(Kind.SANDBOX),
    SANDBOX_FAILED(Kind.SANDBOX),
    SANDBOX_LOST(Kind.SANDBOX),
    TOOL_TIMEOUT(Kind.SANDBOX),
    PREPARE_FAILED(Kind.SANDBOX),
    WORKSPACE_FAILED(Kind.SANDBOX),
    GIT_ACCESS_DENIED(Kind.CALLER),
    GIT_HOST_KEY_UNKNOWN(Kind.CONFLICT),
    GIT_REMOTE_REFUSED(Kind.PROVIDER),
    GIT_REMOTE_FAILED(Kind.TRANSIENT),
    STORAGE_FULL(Kind.SERVER),
    STORAGE_FAILED(Kind.SERVER),
    CONFIGURATION(Kind.SERVER),
    INTERNAL(Kind.SERVER);

    /** Category of a failure, for callers. */
    public enum Kind {
        /** The request is invalid; sending it again unchanged has no effect. */
        CALLER,
        /** The named resource does not exist. */
        MISSING,
        /** The caller is not allowed to do this. */
        FORBIDDEN,
        /** The request conflicts with the current state. */
        CONFLICT,
        /** The queue is full; a later attempt may succeed. */
        BUSY,
        /** The model provider rejected the request permanently, or a git server sent what is refused. */
        PROVIDER,
        /** The model provider or a git server failed temporarily; a retry or a fallback may help. */
        TRANSIENT,
        /** The run ended because of a limit or a cancel request. */
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
