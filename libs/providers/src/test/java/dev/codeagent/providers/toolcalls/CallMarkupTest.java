package dev.codeagent.providers.toolcalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallMarkupTest {
    private static final String KIMI =
            "<|tool_call_begin|>functions.run_tests:0<|tool_call_argument_begin|>{}<|tool_call_end|>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The model writes `" + KIMI + "` for a call.",
                "An example:\n```\n" + KIMI + "\n```\n",
                KIMI + " and then it waits for the result.",
                "<|tool_call_begin|>functions.delete_all:0<|tool_call_argument_begin|>{}<|tool_call_end|>"
            })
    void aTextThatOnlyShowsACallIsNone(String text) {
        var recovered = TextToolCalls.recover(text, TextToolCallsTest.TOOLS);

        assertThat(recovered.calls()).isEmpty();
        assertThat(recovered.text()).isEqualTo(text);
    }

    @Test
    void readsSeveralCallsAfterAnIntroduction() {
        var recovered = TextToolCalls.recover("I look." + KIMI + KIMI, TextToolCallsTest.TOOLS);

        assertThat(recovered.text()).isEqualTo("I look.");
        assertThat(recovered.calls()).hasSize(2).allMatch(call -> call.name().equals("run_tests"));
    }

    @Test
    void takesLinearTime() {
        String spaces = " ".repeat(500_000);
        for (String text : List.of(
                KIMI + spaces,
                "<|tool_call_begin|>" + spaces,
                "<｜tool▁call▁begin｜>".repeat(50_000),
                "<|channel|>commentary to=" + "a".repeat(500_000),
                "<|tool_call|>" + "<a_tool_call".repeat(50_000))) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> TextToolCalls.recover(text, TextToolCallsTest.TOOLS));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "functions.read_file:0, read_file",
        "functions.read_file, read_file",
        "default_api:read_file, read_file",
        "read_file<|channel|>commentary, read_file",
        "other.read_file, other.read_file",
        "functions.delete_all, functions.delete_all",
        "read_file, read_file"
    })
    void knowsToolsByTheNamesThatServersPassOn(String name, String expected) {
        assertThat(ToolNames.asOffered(name, TextToolCallsTest.TOOLS)).isEqualTo(expected);
    }
}
