package dev.codeagent.providers.toolcalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text with more calls, or more beginnings of calls, than any model writes. */
class ManyCallsTest {
    private static final String CALL = "{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}";
    private static final McpMessage REQUEST = McpMessage.of(
            new SystemInstructions("Be short."),
            SegmentedContext.task(List.of(new ChatMessage.User("Read a.txt."))),
            TextToolCallsTest.TOOLS);

    private static McpResponse send(boolean nativeCalls, boolean schema, String answer) {
        var listener = new TurnListener() {
            @Override
            public void onDelta(String kind, String text) {}

            @Override
            public void onRestart(String reason) {}

            @Override
            public void onNotice(String code, String text) {}
        };
        var context = new ProviderContext(
                "m", ModelTraits.UNKNOWN, GenerationParameters.DEFAULT, true, listener, new CancellationToken());
        return new ToolCalling()
                .send(
                        new AnsweringProvider(nativeCalls, schema, answer),
                        ModelRef.parse("p/m"),
                        TurnRequest.of(REQUEST),
                        context);
    }

    private static void assertRefused(boolean nativeCalls, boolean schema, String answer) {
        assertThatThrownBy(() -> send(nativeCalls, schema, answer))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_REJECTED))
                .hasMessage("the answer of the model is larger than allowed: more than 128 tool calls");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tool_call>CALL</tool_call>",
                "CALL\n",
                "```json\nCALL\n```\n",
                "<function=read_file><parameter=path>a.txt</parameter></function>"
            })
    void refusesMoreCallsInATextThanAnAnswerMayHave(String form) {
        String one = form.replace("CALL", CALL);

        assertThat(send(true, true, one.repeat(128)).toolCalls()).hasSize(128);
        assertRefused(true, true, one.repeat(129));
        assertRefused(false, true, one.repeat(129));
        assertRefused(false, false, one.repeat(129));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[CALLS]", "{\"tool_calls\": [CALLS]}", "<tool_call>[CALLS]</tool_call>"})
    void refusesALongListOfCalls(String form) {
        assertRefused(true, true, form.replace("CALLS", (CALL + ",").repeat(128) + CALL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<tool_call>", "x <tool_call>", "```\nx\n```\n", "```\n<tool_call>\n```\n"})
    void readsALongTextInATimeThatGrowsWithItsLength(String part) {
        String text = part.repeat((2 << 20) / part.length());

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(TextToolCalls.recover(text, TextToolCallsTest.TOOLS)
                                .calls())
                        .isEmpty());
    }
}
