package dev.codeagent.fakemodel.wire.anthropic;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.StopReason;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.EventStream;
import dev.codeagent.fakemodel.wire.Frames;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Messages, as recorded: named events, a ping after the first block has started, blanks after some of the JSON, an
 * empty first delta of a tool's input, the signature as a delta, and the usage at the start and at the end.
 */
public final class MessagesWire extends AnthropicDialect implements Wire {
    private static final String PADDING = "            ";

    @Override
    public Conversation read(HttpRequest request, JsonObject body) {
        requireVersion(request);
        return MessagesRequestReader.read(body, true);
    }

    /** Counts the tokens of a request. */
    public JsonObject countTokens(HttpRequest request, JsonObject body) {
        requireVersion(request);
        MessagesRequestReader.read(body, false);
        return JsonValues.object("input_tokens", Usage.estimate(request.body().length()));
    }

    private static void requireVersion(HttpRequest request) {
        if (!request.header("anthropic-version").equals("2023-06-01")) {
            throw RequestException.badRequest("anthropic-version: header is required; use 2023-06-01");
        }
    }

    @Override
    public String callId(String prefix, int number) {
        return "toolu_01" + Digest.alphanumeric(prefix + number, 22);
    }

    @Override
    public Echo echo() {
        return Echo.THINKING_OF_LAST_TURN;
    }

    @Override
    public EventStream stream(Answer answer, Conversation.Options options) {
        Optional<Usage> usage = answer.ending().usage();
        JsonObject message = JsonValues.with(
                envelope(answer),
                "content",
                List.of(),
                "stop_reason",
                null,
                "stop_sequence",
                null,
                "usage",
                usage.map(u -> usage(new Usage(u.input(), 1, u.cached(), u.cacheWrite(), 0))));
        var content = new ArrayList<Supplier<String>>();
        int index = 0;
        if (!answer.content().thinking().isEmpty()
                || answer.content().signature().isPresent()) {
            addThinking(answer.content(), index++, content);
        }
        if (!answer.content().text().isEmpty()) {
            addText(answer.content(), index++, content);
        }
        for (Answer.Call call : answer.calls()) {
            addCall(answer.content(), call, index + call.index(), content);
        }
        if (!content.isEmpty()) {
            content.add(1, () -> "event: ping\ndata: {\"type\": \"ping\"}\n\n");
        }
        return new EventStream(
                Frames.SSE,
                List.of(event("message_start", "message", message)),
                content,
                List.of(messageDelta(answer), padded("message_stop", JsonValues.object("type", "message_stop"))),
                "");
    }

    private static String messageDelta(Answer answer) {
        JsonObject delta = JsonValues.object("stop_reason", stopReason(answer), "stop_sequence", null);
        return Frames.event(
                "message_delta",
                JsonValues.object(
                        "type",
                        "message_delta",
                        "delta",
                        delta,
                        "usage",
                        answer.ending().usage().map(MessagesWire::usage)));
    }

    private static void addThinking(Answer.Content content, int index, List<Supplier<String>> events) {
        JsonObject block = JsonValues.object("type", "thinking", "thinking", "", "signature", "");
        events.add(() -> event("content_block_start", "index", index, "content_block", block));
        content.thinkingChunks()
                .forEach(p ->
                        events.add(() -> delta(index, JsonValues.object("type", "thinking_delta", "thinking", p))));
        content.signature()
                .ifPresent(s ->
                        events.add(() -> delta(index, JsonValues.object("type", "signature_delta", "signature", s))));
        events.add(() -> event("content_block_stop", "index", index));
    }

    private static void addText(Answer.Content content, int index, List<Supplier<String>> events) {
        JsonObject block = JsonValues.object("type", "text", "text", "");
        events.add(() -> event("content_block_start", "index", index, "content_block", block));
        content.textChunks()
                .forEach(p -> events.add(() -> delta(index, JsonValues.object("type", "text_delta", "text", p.get()))));
        events.add(() -> event("content_block_stop", "index", index));
    }

    private static void addCall(Answer.Content content, Answer.Call call, int index, List<Supplier<String>> events) {
        JsonObject block = JsonValues.object(
                "type", "tool_use", "id", call.id(), "name", call.name(), "input", JsonValue.EMPTY_JSON_OBJECT);
        events.add(() -> event("content_block_start", "index", index, "content_block", block));
        events.add(() -> inputDelta(index, ""));
        content.split(call.arguments()).forEach(p -> events.add(() -> inputDelta(index, p)));
        events.add(() -> event("content_block_stop", "index", index));
    }

    private static String inputDelta(int index, String part) {
        return delta(index, JsonValues.object("type", "input_json_delta", "partial_json", part));
    }

    private static String delta(int index, JsonObject delta) {
        return event("content_block_delta", "index", index, "delta", delta);
    }

    private static String event(String type, Object... members) {
        return padded(type, JsonValues.with(JsonValues.object("type", type), members));
    }

    /** Adds blanks before the closing brace, a different number of them for each event. */
    private static String padded(String type, JsonObject json) {
        String text = json.toString();
        String blanks = PADDING.substring(0, text.length() % PADDING.length());
        return "event: " + type + "\ndata: " + text.substring(0, text.length() - 1) + blanks + "}\n\n";
    }

    @Override
    public JsonObject whole(Answer answer) {
        var blocks = new ArrayList<JsonObject>();
        Answer.Content content = answer.content();
        if (!content.thinking().isEmpty() || content.signature().isPresent()) {
            blocks.add(JsonValues.object(
                    "type", "thinking", "thinking", content.thinking(), "signature", content.signature()));
        }
        if (!content.text().isEmpty()) {
            blocks.add(JsonValues.object("type", "text", "text", content.wholeText()));
        }
        for (Answer.Call call : answer.calls()) {
            JsonValue input =
                    Answer.argumentsObject(call).<JsonValue>map(o -> o).orElse(JsonValue.NULL);
            blocks.add(JsonValues.object("type", "tool_use", "id", call.id(), "name", call.name(), "input", input));
        }
        return JsonValues.with(
                envelope(answer),
                "content",
                blocks,
                "stop_reason",
                stopReason(answer),
                "stop_sequence",
                null,
                "usage",
                answer.ending().usage().map(MessagesWire::usage));
    }

    private static JsonObject envelope(Answer answer) {
        return JsonValues.object(
                "model",
                answer.origin().model(),
                "id",
                "msg_01" + answer.origin().id(22),
                "type",
                "message",
                "role",
                "assistant");
    }

    /** Anthropic counts cached input apart, and the thinking with the output. */
    private static JsonObject usage(Usage usage) {
        return JsonValues.object(
                "input_tokens",
                usage.input() - usage.cached() - usage.cacheWrite(),
                "cache_creation_input_tokens",
                usage.cacheWrite(),
                "cache_read_input_tokens",
                usage.cached(),
                "output_tokens",
                usage.output(),
                "output_tokens_details",
                Optional.of(usage.reasoning()).filter(n -> n > 0).map(n -> JsonValues.object("thinking_tokens", n)));
    }

    private static String stopReason(Answer answer) {
        return answer.ending().word(MessagesWire::stopReason);
    }

    private static String stopReason(StopReason reason) {
        return switch (reason) {
            case END -> "end_turn";
            case TOOL_CALLS -> "tool_use";
            case LENGTH -> "max_tokens";
            case CONTENT_FILTER -> "refusal";
        };
    }

    @Override
    public String errorEvent(WireError error) {
        return Frames.event("error", error(error));
    }
}
