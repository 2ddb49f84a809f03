package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.policy.secret.SecretScanner;
import dev.codeagent.policy.shell.EnvironmentVariables;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of a model or a repository that make a pattern with a repeated group exhaust the stack, or try every division. */
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
            assertThat(EnvironmentVariables.isPlain(name, (option + " ").repeat(20_000)))
                    .isTrue();
            assertThat(EnvironmentVariables.isPlain(name, option.repeat(20_000) + "!"))
                    .isFalse();
        });
    }

    @Test
    void readsTheLongNameOfAHost() {
        String command = "{\"command\": \"curl https://" + "a.".repeat(20_000) + "example\"}";
        var policy = new Policy(
                List.of(PolicyJson.readOrDenyAll("project", "{\"rules\": [{\"outcome\": \"deny\", \"host\": \"*\"}]}")));

        var decision =
                policy.decide(ToolCallParser.parse("run_command", command), PolicyContext.forIsolatedRun());

        assertThat(decision.action()).isEqualTo(PolicyAction.DENY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "1.", "aB", "a-"})
    void scansLongValues(String part) {
        assertThat(SecretScanner.scan("password=" + part.repeat(100_000) + "x\n", "a.env"))
                .hasSizeLessThan(2);
    }
}
