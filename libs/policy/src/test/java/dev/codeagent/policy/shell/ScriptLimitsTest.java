package dev.codeagent.policy.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts in scripts and the words of all commands count together. */
class ScriptLimitsTest {
    private static final int LONGEST_TEXT = 200_000;

    private ScriptBuilder scriptBuilder = new ScriptBuilder(Optional.empty());

    private ThrowingCallable parse(String text) {
        return () -> {
            scriptBuilder = new ScriptBuilder(Optional.empty());
            ShellScript.parse(text, Map.of(), scriptBuilder);
        };
    }

    private void assertTooComplex(String text) {
        assertThatThrownBy(parse(text))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("cannot be parsed: it has");
        assertThat(scriptBuilder.isTooComplex()).isTrue();
        assertThat(scriptBuilder.work()).isLessThan(ScriptBuilder.MAX_WORK + 5 * LONGEST_TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eval ", "env ", "nice ", "xargs ", "sudo -s ", "env -S ", "watch ", "find -exec ", "npm run ",
                        "nohup ",
                "flock x -c ", "a=(", "if a=(", "alias a=", "$(", "`eval `", "timeout 1 ", "sh <<< eval\\ ", "((",
                        "cat <(",
                "${a:-", "\"$(", "case $("
            })
    void limitsRepetitions(String repeated) {
        try {
            parse(repeated.repeat(3_000) + "true").call();
        } catch (Throwable e) {
            assertThat(e).isInstanceOf(AgentException.class);
        }
        assertThat(scriptBuilder.work()).isLessThan(ScriptBuilder.MAX_WORK + 5 * LONGEST_TEXT);
    }

    @Test
    void limitsScriptsInScripts() {
        assertThat(parse("eval ".repeat(39) + "true")).satisfies(ThrowingCallable::call);
        assertThatThrownBy(parse("eval ".repeat(41) + "true")).hasMessageContaining("levels of scripts in scripts");
        assertTooComplex("eval ".repeat(3_000) + "true");
        String script = "true";
        for (int i = 0; i < 8; i++) {
            script = "sh -c " + quote(script);
        }
        assertThat(parse(script)).satisfies(ThrowingCallable::call);
    }

    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
