package dev.codeagent.client.api;

/** Where a run is. */
public enum RunState {
    QUEUED,
    RUNNING,
    /** It waits for a person or a budget. */
    WAITING,
    COMPLETED,
    FAILED,
    CANCELLED,
    /** A state of a newer server. */
    UNKNOWN;

    public boolean isEnded() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
