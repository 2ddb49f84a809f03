package dev.codeagent.policy;

/** What becomes of a call; of several the last wins. */
public enum PolicyAction {
    ALLOW,
    ASK,
    DENY
}
