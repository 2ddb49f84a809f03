package dev.codeagent.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineInterpreterTest {

    @Test
    void asksBackForAWordThatIsAlmostACommand() {
        assertThat(LineInterpreter.interpret("aply"))
                .isInstanceOfSatisfying(
                        TypedLine.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("'aply' is no command", "/apply"));
        assertThat(LineInterpreter.interpret("modernize")).isInstanceOf(TypedLine.Request.class);
    }

    @Test
    void takesTheValueOfAnOptionForNoParameter() {
        assertThat(LineInterpreter.hasParameter(List.of("apply", "--file", "src/a.js")))
                .isFalse();
        assertThat(LineInterpreter.hasParameter(List.of("apply", "--hunk=src/a.js:2")))
                .isFalse();
        assertThat(LineInterpreter.hasParameter(List.of("diff", "--hunks"))).isFalse();
        assertThat(LineInterpreter.hasParameter(List.of("apply", "--file", "src/a.js", "last")))
                .isTrue();
        assertThat(LineInterpreter.hasParameter(List.of("undo", "last", "coding")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "undo the last change",
                "apply it",
                "diff that",
                "runs are slow, make them fast",
                "status of the parser is wrong",
                "cancel the subscription when the user leaves",
                "show me the parser",
                "policy test the parser",
                "/etc/hosts is read twice; read it once",
                "don't do that",
                "help me with the parser",
                "exit the loop early"
            })
    void sendsSentencesToAgents(String line) {
        assertThat(LineInterpreter.interpret(line)).isEqualTo(new TypedLine.Request("", List.of(), line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runs",
                "diff",
                "diff last",
                "diff run-1m8mrf919jgy4dnw9",
                "diff 1m8m --hunks",
                "undo last coding",
                "providers list",
                "providers",
                "/providers list",
                "/diff",
                "usage --by run",
                "runs --limti 5",
                "approve run-1.coding-t1-c1"
            })
    void executesWhatCanOnlyBeACommand(String line) {
        assertThat(LineInterpreter.interpret(line)).isInstanceOf(TypedLine.Verb.class);
    }

    @Test
    void splitsACommandLikeAShell() {
        assertThat(LineInterpreter.interpret("/apply last --file \"a b.txt\" --file 'c \"d\"'"))
                .isEqualTo(new TypedLine.Verb(List.of("apply", "last", "--file", "a b.txt", "--file", "c \"d\"")));
    }

    @Test
    void keepsTheTextOfARequestAsItIs() {
        assertThat(LineInterpreter.interpret("/plan  fix  \"this\"\n  and -- that --headless"))
                .isEqualTo(new TypedLine.Request("/plan", List.of(), "fix  \"this\"\n  and -- that --headless"));
        assertThat(LineInterpreter.interpret("/code --headless --provider p/m -- --x is wrong"))
                .isEqualTo(new TypedLine.Request("/code", List.of("--headless", "--provider", "p/m"), "--x is wrong"));
    }

    @Test
    void selectsACommandWithoutText() {
        assertThat(LineInterpreter.interpret("/build")).isEqualTo(new TypedLine.SelectCommand("/build"));
    }

    @Test
    void knowsTheCommandsOfTheSession() {
        assertThat(LineInterpreter.interpret("/sessions 2"))
                .isEqualTo(new TypedLine.SessionCommand(SessionVerb.SESSIONS, "2"));
        assertThat(LineInterpreter.interpret("exit")).isEqualTo(new TypedLine.SessionCommand(SessionVerb.EXIT, ""));
        assertThat(LineInterpreter.interpret("/help")).isEqualTo(new TypedLine.SessionCommand(SessionVerb.HELP, ""));
        assertThat(LineInterpreter.interpret("  ")).isEqualTo(new TypedLine.Empty());
    }

    @Test
    void sendsNoMistypedCommandToAModel() {
        assertThat(LineInterpreter.interpret("/biuld it"))
                .isInstanceOfSatisfying(
                        TypedLine.Rejected.class, r -> assertThat(r.reason()).contains("/biuld", "/build"));
    }

    @Test
    void servesNothingInASession() {
        assertThat(LineInterpreter.interpret("/dev"))
                .isInstanceOfSatisfying(
                        TypedLine.Rejected.class, r -> assertThat(r.reason()).contains("another terminal"));
    }
}
