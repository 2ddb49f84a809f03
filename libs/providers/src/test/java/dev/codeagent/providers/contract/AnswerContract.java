package dev.codeagent.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How every provider reads proper answers. */
abstract class AnswerContract extends PrefixContract {

    /** Each answer as a stream in one piece, as a stream in single bytes, and whole. */
    enum Delivery {
        STREAM,
        BYTES,
        WHOLE
    }

    McpResponse answer(ScriptedTurn turn, Delivery delivery, RecordingListener listener) throws IOException {
        boolean streamed = delivery != Delivery.WHOLE;
        WireReply reply = streamed ? dialect().stream(turn) : dialect().whole(turn);
        try (var server = new WireServer(delivery == Delivery.BYTES ? 1 : 8_192, request -> reply)) {
            return newProvider(server).sendMessage(hello(), context(streamed, listener, new CancellationToken()));
        }
    }

    McpResponse answer(ScriptedTurn turn, Delivery delivery) throws IOException {
        return answer(turn, delivery, new RecordingListener());
    }

    @ParameterizedTest
    @EnumSource
    void deliversTextAndItsPieces(Delivery delivery) throws IOException {
        var listener = new RecordingListener();
        McpResponse answer = answer(ScriptedTurn.ofText("Größe 🙂 \"x\"\n"), delivery, listener);

        assertThat(answer.text()).isEqualTo("Größe 🙂 \"x\"\n");
        assertThat(listener.text()).isEqualTo(answer.text());
        assertThat(answer.stopReason()).isEqualTo(McpResponse.StopReason.STOP);
        assertThat(answer.toolCalls()).isEmpty();
        assertThat(answer.thinking()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void separatesThinkingFromText(Delivery delivery) throws IOException {
        assumeThinking();
        var listener = new RecordingListener();
        McpResponse answer = answer(ScriptedTurn.ofText("42").withThinking("Let me see…", "c2ln"), delivery, listener);

        assertThat(answer.thinking()).isEqualTo("Let me see…");
        assertThat(answer.text()).isEqualTo("42");
        assertThat(listener.thinking()).isEqualTo("Let me see…");
        assertThat(listener.text()).isEqualTo("42");
    }

    @ParameterizedTest
    @EnumSource
    void readsParallelToolCalls(Delivery delivery) throws IOException {
        McpResponse answer = answer(
                ScriptedTurn.ofCalls(
                                new ToolCallRequest("call_a01", "read_file", "{\"path\":\"Größe.txt\"}"),
                                new ToolCallRequest("call_b02", "read_file", "{\"path\":\"b\"}"),
                                new ToolCallRequest("call_c03", "git_log", "{}"))
                        .withText("I read."),
                delivery);

        assertThat(answer.text()).isEqualTo("I read.");
        assertThat(answer.toolCalls())
                .extracting(c -> c.name() + " " + c.arguments())
                .containsExactly("read_file {\"path\":\"Größe.txt\"}", "read_file {\"path\":\"b\"}", "git_log {}");
        assertThat(answer.stopReason()).isEqualTo(McpResponse.StopReason.TOOL_CALLS);
        List<String> ids = answer.toolCalls().stream()
                .map(ToolCallRequest::id)
                .filter(id -> !id.isEmpty())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    static Stream<Usage> usages() {
        return Stream.of(
                new Usage(100, 20, 0),
                new Usage(100, 20, 80),
                new Usage(100, 20, 60, 30, 0),
                new Usage(100, 20, 0, 90, 0),
                new Usage(100, 20, 10, 0, 15));
    }

    @ParameterizedTest
    @MethodSource("usages")
    void reportsTheUsageOfTheProvider(Usage usage) throws IOException {
        ScriptedTurn turn = ScriptedTurn.ofText("ok").withUsage(usage);

        assertThat(answer(turn, Delivery.STREAM).usage()).isEqualTo(dialect().reported(usage));
        assertThat(answer(turn, Delivery.WHOLE).usage()).isEqualTo(dialect().reported(usage));
    }

    /** The provider charges them. */
    @ParameterizedTest
    @EnumSource
    void reportsTheUsageOfAnswersThatAreRefused(Delivery delivery) {
        var usage = new Usage(100, 20, 10);
        for (ScriptedTurn refused : List.of(
                ScriptedTurn.ofText("").withUsage(usage),
                ScriptedTurn.ofText("x").withUsage(usage).withEnd(ScriptedTurn.End.FILTERED),
                ScriptedTurn.ofText("x").withUsage(usage).withEnd(ScriptedTurn.End.UNKNOWN))) {
            var listener = new RecordingListener();

            assertThatThrownBy(() -> answer(refused, delivery, listener)).isInstanceOf(AgentException.class);
            assertThat(listener.usage())
                    .as(refused.end().name())
                    .isEqualTo(dialect().reported(usage));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsAnAnswerCutByItsLength(Delivery delivery) throws IOException {
        McpResponse answer = answer(ScriptedTurn.ofText("Half an ans").withEnd(ScriptedTurn.End.LENGTH), delivery);

        assertThat(answer.text()).isEqualTo("Half an ans");
        assertThat(answer.stopReason()).isEqualTo(McpResponse.StopReason.LENGTH);
    }
}
