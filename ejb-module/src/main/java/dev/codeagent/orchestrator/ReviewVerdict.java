package dev.codeagent.orchestrator;

import java.util.Locale;
import java.util.regex.Pattern;

/** What the review agent decided. Only a clear approval is one; an answer without a verdict is {@link #UNCLEAR}. */
enum ReviewVerdict {
    APPROVED("approved"),
    CHANGES_REQUESTED("changes"),
    UNCLEAR("unclear");

    private static final Pattern MARKUP = Pattern.compile("[*`_#>]");
    private static final Pattern APPROVAL = Pattern.compile("approved?[.!]?");

    private final String outcome;

    ReviewVerdict(String outcome) {
        this.outcome = outcome;
    }

    /** The last line of the answer that begins with {@code verdict:} counts. */
    static ReviewVerdict parse(String answer) {
        return answer.lines()
                .map(line -> MARKUP.matcher(line).replaceAll("").strip().toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("verdict:"))
                .reduce((a, b) -> b)
                .map(line -> line.substring("verdict:".length()).strip())
                .map(ReviewVerdict::parseVerdict)
                .orElse(UNCLEAR);
    }

    private static ReviewVerdict parseVerdict(String verdict) {
        if (APPROVAL.matcher(verdict).matches()) {
            return APPROVED;
        }
        return verdict.startsWith("changes") ? CHANGES_REQUESTED : UNCLEAR;
    }

    /** The verdict of a {@code step.finished} event. */
    static ReviewVerdict ofOutcome(String outcome) {
        for (ReviewVerdict verdict : values()) {
            if (verdict.outcome.equals(outcome)) {
                return verdict;
            }
        }
        return UNCLEAR;
    }

    /** The field {@code outcome} of the review's {@code step.finished} event. */
    String outcome() {
        return outcome;
    }
}
