package dev.codeagent.fakemodel;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A turn in the format of the chat completions API, as the chunks of a stream and as a whole. */
record ChatCompletion(TurnSelector.SelectedTurn selected, String model, int requestChars) {
    private static final long CREATED = 1_767_225_600;
    private static final int CHARS_PER_TOKEN = 4;

    /** Returns the chunks with content; each is created when it is sent. */
    List<Supplier<JsonObject>> contentChunks() {
        Turn.Content content = selected.turn().content();
        var chunks = new ArrayList<Supplier<JsonObject>>();
        splitIntoChunks(content.thinking())
                .forEach(p -> chunks.add(() -> chunk(delta("reasoning_content", p), JsonValue.NULL)));
        for (String p : splitIntoChunks(content.text())) {
            chunks.add(
                    () -> chunk(delta("content", content.timestamped() ? timestampPrefix() + p : p), JsonValue.NULL));
        }
        for (int i = 0; i < selected.turn().toolCalls().size(); i++) {
            addToolCallChunks(i, chunks);
        }
        return chunks;
    }

    private void addToolCallChunks(int index, List<Supplier<JsonObject>> chunks) {
        Turn.ToolCall call = selected.turn().toolCalls().get(index);
        var head = Json.createObjectBuilder()
                .add("index", index)
                .add("id", toolCallId(index))
                .add("type", "function")
                .add("function", function(call.name(), ""));
        chunks.add(prebuilt(toolCallsDelta(head)));
        for (String part : splitIntoChunks(call.arguments())) {
            var next = Json.createObjectBuilder()
                    .add("index", index)
                    .add("function", Json.createObjectBuilder().add("arguments", part));
            chunks.add(prebuilt(toolCallsDelta(next)));
        }
    }

    private Supplier<JsonObject> prebuilt(JsonObjectBuilder delta) {
        JsonObject chunk = chunk(delta, JsonValue.NULL);
        return () -> chunk;
    }

    JsonObject firstChunk() {
        return chunk(delta("role", "assistant").add("content", ""), JsonValue.NULL);
    }

    JsonObject lastChunk() {
        return chunk(Json.createObjectBuilder(), Json.createValue(finishReason()));
    }

    JsonObject usageChunk() {
        return envelope("chat.completion.chunk")
                .add("choices", JsonValue.EMPTY_JSON_ARRAY)
                .add("usage", usage())
                .build();
    }

    JsonObject toResponse() {
        Turn.Content content = selected.turn().content();
        String text = content.timestamped() ? timestampPrefix() + content.text() : content.text();
        var message = Json.createObjectBuilder().add("role", "assistant").add("content", text);
        if (!content.thinking().isEmpty()) {
            message.add("reasoning_content", content.thinking());
        }
        if (!selected.turn().toolCalls().isEmpty()) {
            message.add("tool_calls", toolCalls());
        }
        var choice = Json.createObjectBuilder()
                .add("index", 0)
                .add("message", message)
                .add("finish_reason", finishReason());
        return envelope("chat.completion")
                .add("choices", Json.createArrayBuilder().add(choice))
                .add("usage", usage())
                .build();
    }

    private JsonArrayBuilder toolCalls() {
        JsonArrayBuilder calls = Json.createArrayBuilder();
        for (int i = 0; i < selected.turn().toolCalls().size(); i++) {
            Turn.ToolCall call = selected.turn().toolCalls().get(i);
            calls.add(Json.createObjectBuilder()
                    .add("id", toolCallId(i))
                    .add("type", "function")
                    .add("function", function(call.name(), call.arguments())));
        }
        return calls;
    }

    private String toolCallId(int index) {
        return selected.callPrefix() + (index + 1);
    }

    private String finishReason() {
        return selected.turn().toolCalls().isEmpty() ? "stop" : "tool_calls";
    }

    private static JsonObjectBuilder function(String name, String arguments) {
        return Json.createObjectBuilder().add("name", name).add("arguments", arguments);
    }

    private static JsonObjectBuilder toolCallsDelta(JsonObjectBuilder call) {
        return Json.createObjectBuilder()
                .add("tool_calls", Json.createArrayBuilder().add(call));
    }

    private static JsonObjectBuilder delta(String name, String text) {
        return Json.createObjectBuilder().add(name, text);
    }

    private JsonObject chunk(JsonObjectBuilder delta, JsonValue finish) {
        var choice =
                Json.createObjectBuilder().add("index", 0).add("delta", delta).add("finish_reason", finish);
        return envelope("chat.completion.chunk")
                .add("choices", Json.createArrayBuilder().add(choice))
                .build();
    }

    private JsonObjectBuilder envelope(String object) {
        return Json.createObjectBuilder()
                .add("id", "chatcmpl-" + selected.digest().substring(0, 24))
                .add("object", object)
                .add("created", CREATED)
                .add("model", model);
    }

    private JsonObject usage() {
        Turn.Usage u = selected.turn()
                .usage()
                .orElseGet(() -> new Turn.Usage(estimateTokens(requestChars), estimateTokens(responseChars()), 0));
        return Json.createObjectBuilder()
                .add("prompt_tokens", u.input())
                .add("completion_tokens", u.output())
                .add("total_tokens", u.input() + u.output())
                .add("prompt_tokens_details", Json.createObjectBuilder().add("cached_tokens", u.cached()))
                .build();
    }

    private long responseChars() {
        Turn.Content content = selected.turn().content();
        int calls = selected.turn().toolCalls().stream()
                .mapToInt(c -> c.name().length() + c.arguments().length())
                .sum();
        return (long) content.thinking().length() + content.text().length() + calls;
    }

    private static long estimateTokens(long chars) {
        return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }

    /** Splits text into chunks of the turn's size without splitting surrogate pairs. */
    private List<String> splitIntoChunks(String text) {
        int size = selected.turn().pacing().chunkSize();
        var parts = new ArrayList<String>();
        for (int start = 0; start < text.length(); ) {
            int end = Math.min(text.length(), start + size);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            parts.add(text.substring(start, end));
            start = end;
        }
        return parts;
    }

    private static String timestampPrefix() {
        return "@" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + ";";
    }
}
