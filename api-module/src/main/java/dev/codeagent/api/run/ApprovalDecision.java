package dev.codeagent.api.run;

/**
 * A decision on an open approval.
 *
 * @param approval the approval's id, or the id of the run if the run has exactly one open approval
 * @param scope which calls the decision applies to
 * @param digest the digest that the user saw; empty to accept any
 */
public record ApprovalDecision(String approval, boolean approved, Scope scope, String digest) {

    /** Which calls a decision applies to. */
    public enum Scope {
        /** Only this call. An unknown scope in an event is read as this one, because it grants the least. */
        @FallbackValue
        ONCE,
        /** The same call in all runs of the session. */
        SESSION,
        /** The same call in all runs of the project, as a rule that the server keeps. */
        RULE
    }
}
