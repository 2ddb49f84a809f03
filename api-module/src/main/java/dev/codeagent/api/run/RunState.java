package dev.codeagent.api.run;

/** The state of a run. */
public enum RunState {
    QUEUED,
    RUNNING,
    /** The run waits for an approval, or for room in a budget; nothing executes until then. */
    WAITING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether the run has ended. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
