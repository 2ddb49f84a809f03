package dev.codeagent.api.run;

/** The state of the changes of a run. */
public enum PatchState {
    /** The run changed nothing, or has not ended. */
    NONE,
    /** The run has changes, or parts of them, that are not applied. Also the state that this version does not know. */
    @FallbackValue
    OPEN,
    APPLIED,
    /** All changes were undone on the branch of the run. */
    UNDONE,
    /** The branch was deleted. */
    DISCARDED
}
