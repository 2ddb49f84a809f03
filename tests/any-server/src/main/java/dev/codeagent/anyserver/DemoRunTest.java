package dev.codeagent.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.anyserver.Codeagent.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The README's first command. */
@Tag("any-server")
@Tag("runs")
class DemoRunTest {
    private static final String BUG = "org.example.cron.DayRuleTest.runsOnEveryDayOfAWeekFromSundayToSunday";

    @Test
    void endsWithTheDiffAndTheServersOwnVerdict() throws Exception {
        Answer answer = ServerHost.find().codeagent().run("demo");

        assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
        assertThat(answer.out())
                .containsPattern("sandbox (bubblewrap|docker): commands run")
                .contains("tests before: 52 passed, 1 failed")
                .contains("── planning", "── coding", "── review", "── testing", "── documentation")
                .contains("+++ b/src/main/java/org/example/cron/FieldParser.java")
                .contains("tests    before 52 passed, 1 failed → after 58 passed, 0 failed")
                .contains("verdict  green: fixed " + BUG)
                .contains("demo succeeded")
                .doesNotContain("\u001b[");
    }
}
