package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.policy.shell.EnvironmentVariables;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
