package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first command of the README. */
@Tag("any-server")
@Tag("runs")
class DemoRunTest {
    private static final String BUG = "org.example.cron.DayRuleTest.runsOnEveryDayOfAWeekFromSundayToSunday";

    @Test
    void fixesTheBugAndPrintsDiffAndVerdict() throws Exception {
        CommandResult result = TestServer.configured().codeagent().run("demo");

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out())
                .containsPattern("sandbox (bubblewrap|docker), (no )?network")
                .contains("tests before: 52 passed, 1 failed")
                .contains("── planning", "── coding", "── review", "── testing", "── documentation")
                .contains("+++ b/src/main/java/org/example/cron/FieldParser.java")
                .contains("tests    before 52 passed, 1 failed → after 58 passed, 0 failed")
                .contains("verdict  green: fixed " + BUG)
                .contains("demo succeeded")
                .doesNotContain("\u001b[");
    }
}
