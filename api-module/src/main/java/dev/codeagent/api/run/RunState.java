package dev.codeagent.api.run;

/** The state of a run. */
public enum RunState {
    QUEUED,
    RUNNING,
    /** The run waits for an approval; nothing executes until it is decided. */
    WAITING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether the run has ended. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
