package dev.codeagent.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentParserTest {

    @Test
    void parsesAPromptAndTheOptionsAfterIt() {
        Invocation invocation = parse("/code", "add", "a", "limit", "--provider", "ollama/qwen", "--json");

        assertThat(invocation.command()).isEqualTo("/code");
        assertThat(invocation.parameters()).containsExactly("add", "a", "limit");
        assertThat(invocation.options()).isEqualTo(Map.of("provider", "ollama/qwen", "json", "true"));
    }

    @Test
    void parsesOptionsBeforeTheCommand() {
        Invocation invocation = parse("--data", "/tmp/d", "up", "--port=9000");

        assertThat(invocation.command()).isEqualTo("up");
        assertThat(invocation.options()).isEqualTo(Map.of("data", "/tmp/d", "port", "9000"));
    }

    @Test
    void prefersTheOptionCloserToThePrompt() {
        assertThat(parse("--port", "1", "up", "--port", "2").options()).containsEntry("port", "2");
    }

    @Test
    void rejectsADuplicateOption() {
        assertUsage("option '--port' is given twice", "up", "--port", "1", "--port", "2");
    }

    @Test
    void keepsTheQuotesOfAValue() {
        assertThat(parse("up", "--data", "\"a b\"").options()).containsEntry("data", "\"a b\"");
    }

    @Test
    void acceptsAPromptStartingWithADashAfterTwoDashes() {
        assertThat(parse("/plan", "--", "-1", "is", "wrong").parameters()).containsExactly("-1", "is", "wrong");
    }

    @Test
    void keepsAtSignsAndQuotesInAPrompt() {
        assertThat(parse("/plan", "@Test", "\"quoted\"").parameters()).containsExactly("@Test", "\"quoted\"");
    }

    @Test
    void parsesTwoWordCommands() {
        Invocation invocation = parse("providers", "add", "mine", "--url", "http://127.0.0.1:1/v1", "--key-env", "KEY");

        assertThat(invocation.command()).isEqualTo("providers add");
        assertThat(invocation.parameter()).isEqualTo("mine");
        assertThat(invocation.option("key-env")).contains("KEY");
    }

    @ParameterizedTest
    @CsvSource({"plan, /plan", "/biuld, /build", "statsu, status", "run, runs"})
    void suggestsTheNearestCommand(String typed, String suggestion) {
        assertUsage("unknown command '" + typed + "' (did you mean '" + suggestion + "'?)", typed);
    }

    @Test
    void suggestsNothingWhenNoCommandIsSimilar() {
        assertThatThrownBy(() -> parse("xyzzyplugh"))
                .hasMessageStartingWith("unknown command 'xyzzyplugh'; see `codeagent --help`");
    }

    @Test
    void suggestsTheNearestOption() {
        assertUsage("unknown option '--datta' (did you mean '--data'?)", "runs", "--datta", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"diff", "apply", "discard", "cancel"})
    void requiresARun(String command) {
        assertUsage("missing parameter: `codeagent " + command + "` needs RUN", command);
    }

    @Test
    void acceptsRepeatableOptions() {
        Invocation invocation = parse("apply", "run-1", "--file", "a b", "--file", "c", "--hunk", "d:1");

        assertThat(invocation.optionValues("file")).containsExactly("a b", "c");
        assertThat(invocation.optionValues("hunk")).containsExactly("d:1");
        assertThat(invocation.optionValues("project")).isEmpty();
        assertUsage("option '--data' is given twice", "apply", "run-1", "--data", "a", "--data", "b");
    }

    @Test
    void parsesAnOptionalSecondParameter() {
        assertThat(parse("diff", "--hunks", "run-1").parameter()).isEqualTo("run-1");
        assertThat(parse("undo", "run-1").parameters()).containsExactly("run-1");
        assertThat(parse("undo", "run-1", "--everything-since", "coding").parameters())
                .containsExactly("run-1", "coding");
        assertUsage("unexpected argument 'x'", "undo", "run-1", "coding", "x");
    }

    @Test
    void rejectsASecondRun() {
        assertUsage("unexpected argument 'two' for `codeagent diff`", "diff", "one", "two");
    }

    @Test
    void acceptsOptionsWithoutACommand() {
        assertThat(parse("--provider", "p").command()).isEqualTo(Invocation.NO_COMMAND);
    }

    @Test
    void parsesOptionsWithoutAValue() {
        Invocation invocation = parse("approve", "run-1.c1", "--session");

        assertThat(invocation.parameter()).isEqualTo("run-1.c1");
        assertThat(invocation.options()).isEqualTo(Map.of("session", "true"));
        assertThat(parse("/code", "--headless", "fix", "it").parameters()).containsExactly("fix", "it");
    }

    @Test
    void requiresASubcommand() {
        assertUsage("'providers' needs a subcommand", "providers");
    }

    @Test
    void requiresAnOptionValue() {
        assertUsage("option '--port' needs a value: N", "up", "--port");
    }

    @Test
    void listsTheExitCodesInTheHelp() {
        String help = parse("--help").help().orElseThrow().apply(80);

        assertThat(help).contains("Exit codes:", "130  left with Ctrl-C");
        assertThat(help).contains(List.of("up", "/build", "doctor", "fake-model", "providers", "--settings FILE"));
    }

    @Test
    void printsTheHelpOfACommand() {
        assertThat(parse("/code", "--help").help().orElseThrow().apply(80)).contains("codeagent /code", "--session");
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 80, 140})
    void noLineOfTheHelpIsLongerThanTheTerminal(int columns) {
        var names = new ArrayList<>(List.of(""));
        CommandSpec.ALL.forEach(command -> names.add(command.name()));
        names.addAll(CommandSpec.GROUPS.keySet());

        for (String name : names) {
            assertThat(HelpText.of(name, columns).lines())
                    .as("codeagent %s --help", name)
                    .allMatch(line -> line.length() <= columns);
        }
    }

    @Test
    void theHelpUsesTheWidthOfTheTerminal() {
        assertThat(HelpText.of("", 140).lines()).anyMatch(line -> line.length() > 80);
        assertThat(HelpText.of("", 80).lines())
                .hasSizeGreaterThan((int) HelpText.of("", 140).lines().count());
        assertThat(HelpText.of("remote", 80).lines())
                .as("a description goes on below itself")
                .anyMatch(line -> line.matches(" {2}set +store .*"))
                .anyMatch(line -> line.matches(" {4,}\\S.*"));
    }

    @Test
    void printsTheVersion() {
        assertThat(parse("--version").help().orElseThrow().apply(80)).isEqualTo("codeagent 1\n");
    }

    private static Invocation parse(String... arguments) {
        return ArgumentParser.parse("codeagent 1", arguments);
    }

    private static void assertUsage(String message, String... arguments) {
        assertThatThrownBy(() -> parse(arguments))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(message);
    }

    @Test
    void aNegativeNumberIsAValueAndNotAnOption() {
        assertThat(ArgumentParser.parse("v", "budgets", "set", "run/r-1", "-1").parameters())
                .containsExactly("run/r-1", "-1");
        assertThat(ArgumentParser.parse("v", "budgets", "set", "server", "-$.5").parameters())
                .containsExactly("server", "-$.5");
        assertThat(ArgumentParser.parse("v", "usage", "--limit", "-1").option("limit"))
                .contains("-1");
        assertThat(ArgumentParser.parse("v", "/plan", "--", "-1", "is", "odd").parameters())
                .containsExactly("-1", "is", "odd");
        assertThatThrownBy(() -> ArgumentParser.parse("v", "-1"))
                .hasMessageContaining("unknown option '-1'")
                .hasMessageNotContaining("\0");
        assertThatThrownBy(() -> ArgumentParser.parse("v", "budgets", "set", "server", "-x"))
                .hasMessageContaining("unknown option '-x'");
    }
}
