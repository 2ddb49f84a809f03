package dev.codeagent.client.api;

/** The state of the changes of a run. */
public enum PatchState {
    NONE,
    OPEN,
    APPLIED,
    UNDONE,
    DISCARDED,
    /** A state of a newer server. */
    UNKNOWN
}
