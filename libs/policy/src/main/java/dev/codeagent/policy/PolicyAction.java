package dev.codeagent.policy;

/** The action for a call, ordered by strictness. */
public enum PolicyAction {
    ALLOW,
    ASK,
    DENY
}
