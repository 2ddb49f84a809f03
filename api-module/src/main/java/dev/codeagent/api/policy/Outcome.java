package dev.codeagent.api.policy;

/** What becomes of a call; of several the last wins. */
public enum Outcome {
    ALLOW,
    ASK,
    DENY
}
