package dev.codeagent.policy;

/**
 * The decision about a call.
 *
 * @param rule the rule that decided: {@code SOURCE/ID}, {@code SOURCE/default}, or {@code built-in}
 * @param reason an explanation for the model and for people
 */
public record PolicyDecision(PolicyAction action, String rule, String reason) {
    public static final String BUILT_IN = "built-in";
}
