package dev.codeagent.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @Test
    void takesTheWordsOfAPromptAndOptionsBehindThem() {
        Invocation call = parse("/code", "add", "a", "limit", "--provider", "ollama/qwen", "--json");

        assertThat(call.command()).isEqualTo("/code");
        assertThat(call.words()).containsExactly("add", "a", "limit");
        assertThat(call.given()).isEqualTo(Map.of("provider", "ollama/qwen", "json", "true"));
    }

    @Test
    void takesOptionsBeforeTheCommand() {
        Invocation call = parse("--data", "/tmp/d", "up", "--port=9000");

        assertThat(call.command()).isEqualTo("up");
        assertThat(call.given()).isEqualTo(Map.of("data", "/tmp/d", "port", "9000"));
    }

    @Test
    void takesTheOptionThatStandsNearerToThePrompt() {
        assertThat(parse("--port", "1", "up", "--port", "2").given()).containsEntry("port", "2");
    }

    @Test
    void refusesAnOptionThatIsGivenTwice() {
        assertUsage("option '--port' is given twice", "up", "--port", "1", "--port", "2");
    }

    @Test
    void leavesTheQuotesOfAValueAlone() {
        assertThat(parse("up", "--data", "\"a b\"").given()).containsEntry("data", "\"a b\"");
    }

    @Test
    void takesAPromptThatBeginsWithADashBehindTwoDashes() {
        assertThat(parse("/plan", "--", "-1", "is", "wrong").words()).containsExactly("-1", "is", "wrong");
    }

    @Test
    void leavesAtSignsAndQuotesInAPromptAlone() {
        assertThat(parse("/plan", "@Test", "\"quoted\"").words()).containsExactly("@Test", "\"quoted\"");
    }

    @Test
    void readsCommandsOfTwoWords() {
        Invocation call = parse("providers", "add", "mine", "--url", "http://127.0.0.1:1/v1", "--key-env", "KEY");

        assertThat(call.command()).isEqualTo("providers add");
        assertThat(call.word()).isEqualTo("mine");
        assertThat(call.flag("key-env")).contains("KEY");
    }

    @ParameterizedTest
    @CsvSource({"plan, /plan", "/biuld, /build", "statsu, status", "run, runs"})
    void suggestsTheNearestCommand(String typed, String meant) {
        assertUsage("unknown command '" + typed + "'; did you mean '" + meant + "'?", typed);
    }

    @Test
    void suggestsNothingWhereNothingIsNear() {
        assertThatThrownBy(() -> parse("xyzzyplugh"))
                .hasMessageStartingWith("unknown command 'xyzzyplugh'; `codeagent --help`");
    }

    @Test
    void suggestsTheNearestOption() {
        assertUsage("unknown option '--datta'; did you mean '--data'?", "runs", "--datta", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"diff", "apply", "discard", "cancel"})
    void wantsTheRun(String command) {
        assertUsage("Missing required parameter: 'RUN'", command);
    }

    @Test
    void takesSomeOptionsOften() {
        Invocation call = parse("apply", "run-1", "--file", "a b", "--file", "c", "--hunk", "d:1");

        assertThat(call.flags("file")).containsExactly("a b", "c");
        assertThat(call.flags("hunk")).containsExactly("d:1");
        assertThat(call.flags("project")).isEmpty();
        assertUsage("option '--data' is given twice", "apply", "run-1", "--data", "a", "--data", "b");
    }

    @Test
    void takesOptionsWithoutAValueAndASecondWord() {
        assertThat(parse("diff", "--hunks", "run-1").word()).isEqualTo("run-1");
        assertThat(parse("undo", "run-1").words()).containsExactly("run-1");
        assertThat(parse("undo", "run-1", "--everything-since", "coding").words())
                .containsExactly("run-1", "coding");
        assertUsage("'x' is one word too many", "undo", "run-1", "coding", "x");
    }

    @Test
    void wantsOneRunOnly() {
        assertUsage("'two' is one word too many for `codeagent diff`", "diff", "one", "two");
    }

    @Test
    void wantsACommand() {
        assertUsage("a command is missing");
    }

    @Test
    void takesOptionsWithoutAValue() {
        Invocation call = parse("approve", "run-1.c1", "--session");

        assertThat(call.word()).isEqualTo("run-1.c1");
        assertThat(call.given()).isEqualTo(Map.of("session", "true"));
        assertThat(parse("/code", "--headless", "fix", "it").words()).containsExactly("fix", "it");
    }

    @Test
    void wantsTheSecondWord() {
        assertUsage("'providers' needs one more word", "providers");
    }

    @Test
    void wantsTheValueOfAnOption() {
        assertUsage("option '--port' needs a value: N", "up", "--port");
    }

    @Test
    void tellsTheExitCodesInItsHelp() {
        String help = parse("--help").help().orElseThrow();

        assertThat(help).contains("Exit codes:", "130  left with Ctrl-C");
        assertThat(help).contains(List.of("up", "/build", "doctor", "fake-model", "providers", "--settings FILE"));
    }

    @Test
    void helpsWithEachCommand() {
        assertThat(parse("/code", "--help").help().orElseThrow()).contains("codeagent /code", "--session");
    }

    @Test
    void tellsItsVersion() {
        assertThat(parse("--version").help()).contains("codeagent 1\n");
    }

    private static Invocation parse(String... arguments) {
        return Arguments.parse("codeagent 1", arguments);
    }

    private static void assertUsage(String message, String... arguments) {
        assertThatThrownBy(() -> parse(arguments))
                .isInstanceOfSatisfying(
                        CliFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(message);
    }
}
