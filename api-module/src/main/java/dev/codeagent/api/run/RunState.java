package dev.codeagent.api.run;

/** Where a run stands. */
public enum RunState {
    QUEUED,
    RUNNING,
    /** Somebody is asked whether a call may be made; nothing works on it until there is an answer. */
    WAITING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether nothing more will happen in the run. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
