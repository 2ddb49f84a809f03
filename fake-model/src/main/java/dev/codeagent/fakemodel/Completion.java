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

/** A turn in the shapes of chat completions: as the pieces of a stream, and whole. */
record Completion(Player.Play play, String model, int requestChars) {
    private static final long CREATED = 1_767_225_600;
    private static final int CHARS_PER_TOKEN = 4;

    /** The pieces with content, each made when it is sent. */
    List<Supplier<JsonObject>> pieces() {
        Turn.Words words = play.turn().words();
        var pieces = new ArrayList<Supplier<JsonObject>>();
        split(words.thinking()).forEach(p -> pieces.add(() -> chunk(delta("reasoning_content", p), JsonValue.NULL)));
        for (String p : split(words.text())) {
            pieces.add(() -> chunk(delta("content", words.stamp() ? stamp() + p : p), JsonValue.NULL));
        }
        for (int i = 0; i < play.turn().calls().size(); i++) {
            addCall(i, pieces);
        }
        return pieces;
    }

    private void addCall(int index, List<Supplier<JsonObject>> pieces) {
        Turn.Call call = play.turn().calls().get(index);
        var head = Json.createObjectBuilder()
                .add("index", index)
                .add("id", id(index))
                .add("type", "function")
                .add("function", function(call.name(), ""));
        pieces.add(once(calls(head)));
        for (String part : split(call.arguments())) {
            var next = Json.createObjectBuilder()
                    .add("index", index)
                    .add("function", Json.createObjectBuilder().add("arguments", part));
            pieces.add(once(calls(next)));
        }
    }

    private Supplier<JsonObject> once(JsonObjectBuilder delta) {
        JsonObject made = chunk(delta, JsonValue.NULL);
        return () -> made;
    }

    JsonObject first() {
        return chunk(delta("role", "assistant").add("content", ""), JsonValue.NULL);
    }

    JsonObject last() {
        return chunk(Json.createObjectBuilder(), Json.createValue(finishReason()));
    }

    JsonObject usageChunk() {
        return envelope("chat.completion.chunk")
                .add("choices", JsonValue.EMPTY_JSON_ARRAY)
                .add("usage", usage())
                .build();
    }

    JsonObject whole() {
        Turn.Words words = play.turn().words();
        String text = words.stamp() ? stamp() + words.text() : words.text();
        var message = Json.createObjectBuilder().add("role", "assistant").add("content", text);
        if (!words.thinking().isEmpty()) {
            message.add("reasoning_content", words.thinking());
        }
        if (!play.turn().calls().isEmpty()) {
            message.add("tool_calls", wholeCalls());
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

    private JsonArrayBuilder wholeCalls() {
        JsonArrayBuilder calls = Json.createArrayBuilder();
        for (int i = 0; i < play.turn().calls().size(); i++) {
            Turn.Call call = play.turn().calls().get(i);
            calls.add(Json.createObjectBuilder()
                    .add("id", id(i))
                    .add("type", "function")
                    .add("function", function(call.name(), call.arguments())));
        }
        return calls;
    }

    private String id(int index) {
        return play.callPrefix() + (index + 1);
    }

    private String finishReason() {
        return play.turn().calls().isEmpty() ? "stop" : "tool_calls";
    }

    private static JsonObjectBuilder function(String name, String arguments) {
        return Json.createObjectBuilder().add("name", name).add("arguments", arguments);
    }

    private static JsonObjectBuilder calls(JsonObjectBuilder call) {
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
                .add("id", "chatcmpl-" + play.digest().substring(0, 24))
                .add("object", object)
                .add("created", CREATED)
                .add("model", model);
    }

    private JsonObject usage() {
        Turn.Usage u =
                play.turn().usage().orElseGet(() -> new Turn.Usage(tokens(requestChars), tokens(answerChars()), 0));
        return Json.createObjectBuilder()
                .add("prompt_tokens", u.input())
                .add("completion_tokens", u.output())
                .add("total_tokens", u.input() + u.output())
                .add("prompt_tokens_details", Json.createObjectBuilder().add("cached_tokens", u.cached()))
                .build();
    }

    private long answerChars() {
        Turn.Words words = play.turn().words();
        int calls = play.turn().calls().stream()
                .mapToInt(c -> c.name().length() + c.arguments().length())
                .sum();
        return (long) words.thinking().length() + words.text().length() + calls;
    }

    private static long tokens(long chars) {
        return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }

    /** Pieces of the turn's size; a character of two units is not cut in two. */
    private List<String> split(String text) {
        int size = play.turn().pace().chunk();
        var parts = new ArrayList<String>();
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + size);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            parts.add(text.substring(at, end));
            at = end;
        }
        return parts;
    }

    private static String stamp() {
        return "@" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + ";";
    }
}
