package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.policy.shell.EnvironmentVariables;
import jakarta.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of a model that make a pattern with a repeated group exhaust the stack, or try every division. */
class LongTextTest {
    @ParameterizedTest
    @CsvSource({
        "JAVA_TOOL_OPTIONS, -ea",
        "NODE_OPTIONS, --no-warnings",
        "CFLAGS, -pipe",
        "CFLAGS, -march=a-pipe",
        "RUSTFLAGS, -D warnings",
        "GOFLAGS, -v",
        "MAKEFLAGS, -k",
        "JAVA_TOOL_OPTIONS, -Dfile.encoding=a-ea"
    })
    void readsLongValuesOfVariables(String name, String option) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(EnvironmentVariables.isPlain(name, (option + " ").repeat(1_900 / (option.length() + 1))))
                    .isTrue();
            assertThat(EnvironmentVariables.isPlain(name, (option + " ").repeat(20_000)))
                    .as("too long to be sure")
                    .isFalse();
            assertThat(EnvironmentVariables.isPlain(name, option.repeat(20_000) + "!"))
                    .isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                ".env",
                "[",
                "{",
                "{\n",
                "://",
                "a@",
                "a.",
                "-",
                "/**",
                "**/",
                "$((",
                "=",
                "<<",
                "`",
                "\\",
                "/proc/1/root",
                "a:",
                "\"",
                "@a ",
                "|",
                "( "
            })
    void readsLongCommandsAndGlobsInLinearTime(String part) {
        String text = part.repeat(100_000 / part.length());
        for (String start : List.of("", "cat ", "awk ", "curl ", "git -c ", "python", "x=", "sed ", "scp ")) {
            String command = Json.createObjectBuilder()
                    .add("command", start + text + "x")
                    .build()
                    .toString();
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> ToolCallParser.parse("run_command", command), start + part);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> SearchGlob.files("", text + "x"), part);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> SearchGlob.files("", text + "}]"), part);
    }
}
