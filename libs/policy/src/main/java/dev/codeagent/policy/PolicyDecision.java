package dev.codeagent.policy;

/**
 * What was decided of a call.
 *
 * @param rule what decided: {@code SOURCE/ID} of a rule, {@code SOURCE/default}, or {@code built-in}
 * @param reason in words, for the model and for people
 */
public record PolicyDecision(PolicyAction action, String rule, String reason) {
    public static final String BUILT_IN = "built-in";
}
