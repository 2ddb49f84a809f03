package dev.codeagent.api.run;

/** A {@link Verdict} in one word. */
public enum VerdictOutcome {
    GREEN,
    NOT_GREEN,
    /** The branch could not be tested. An outcome that this version does not know says no more than that. */
    @FallbackValue
    NOT_TESTED;

    public static VerdictOutcome of(Verdict verdict) {
        if (!verdict.notTested().isEmpty()) {
            return NOT_TESTED;
        }
        return verdict.green() ? GREEN : NOT_GREEN;
    }
}
