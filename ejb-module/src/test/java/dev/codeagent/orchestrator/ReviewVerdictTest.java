package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewVerdictTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "All is well.\nverdict: approve",
                "**Verdict:** approved.",
                "`verdict: approve`",
                "verdict: changes\nafter another look\nVerdict: Approve"
            })
    void acceptsAClearApproval(String answer) {
        assertThat(ReviewVerdict.parse(answer)).isEqualTo(ReviewVerdict.APPROVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"verdict: changes", "Verdict: **changes requested**", "verdict: approve\nverdict: changes"})
    void readsARequestForChanges(String answer) {
        assertThat(ReviewVerdict.parse(answer)).isEqualTo(ReviewVerdict.CHANGES_REQUESTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Looks good to me.",
                "verdict:",
                "verdict: approve once the changes are made",
                "verdict: not approved",
                "verdict: approve or changes"
            })
    void takesNothingElseForAnApproval(String answer) {
        assertThat(ReviewVerdict.parse(answer)).isEqualTo(ReviewVerdict.UNCLEAR);
    }

    @Test
    void takesAnOutcomeOfAnOlderVersionForUnclear() {
        assertThat(ReviewVerdict.ofOutcome("approved")).isEqualTo(ReviewVerdict.APPROVED);
        assertThat(ReviewVerdict.ofOutcome("done")).isEqualTo(ReviewVerdict.UNCLEAR);
    }
}
