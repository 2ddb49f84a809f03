package dev.codeagent.api.run;

/**
 * An answer to a question.
 *
 * @param approval the question's id, or the run's where it has one question
 * @param scope for how long it counts
 * @param digest what the one who answers has seen; empty: whatever the question is
 */
public record ApprovalDecision(String approval, boolean approved, Scope scope, String digest) {

    /** How far an answer reaches. */
    public enum Scope {
        /** This call. */
        ONCE,
        /** The same call in all runs of the session. */
        SESSION,
        /** The same call in all runs of the project, as a rule that the server keeps. */
        RULE
    }
}
