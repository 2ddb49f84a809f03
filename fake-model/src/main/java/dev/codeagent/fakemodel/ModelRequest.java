package dev.codeagent.fakemodel;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion request with the parts that select a turn: model, agent, round, and the messages after the model's
 * last turn.
 */
record ModelRequest(String model, ResponseOptions options, List<Message> messages) {
    private static final Pattern AGENT = Pattern.compile("\\Aagent: (\\S+)");
    private static final Pattern ROUND = Pattern.compile("\\Around: (\\d{1,6})");

    ModelRequest {
        messages = List.copyOf(messages);
    }

    /** Options for the response. */
    record ResponseOptions(boolean stream, boolean includeUsage) {}

    /**
     * A message; {@code toolCallIds} are the ids of its tool calls, {@code toolCallId} is the id of the call that it
     * answers.
     */
    record Message(String role, String text, List<String> toolCallIds, String toolCallId) {}

    static ModelRequest parse(String body) {
        JsonObject json;
        try (var reader = Json.createReader(new StringReader(body))) {
            json = reader.readObject();
        } catch (JsonException e) {
            throw HttpErrorException.badRequest("the body is not a JSON object: " + e.getMessage());
        }
        if (!(json.get("messages") instanceof JsonArray array) || array.isEmpty()) {
            throw HttpErrorException.badRequest("'messages' must be an array with at least one message");
        }
        List<Message> messages = array.stream().map(ModelRequest::parseMessage).toList();
        ToolCallValidator.validate(messages);
        boolean usage = json.get("stream_options") instanceof JsonObject o && o.getBoolean("include_usage", false);
        return new ModelRequest(
                json.getString("model", ""), new ResponseOptions(json.getBoolean("stream", false), usage), messages);
    }

    private static Message parseMessage(JsonValue value) {
        if (!(value instanceof JsonObject m)) {
            throw HttpErrorException.badRequest("a message must be an object");
        }
        List<String> calls = m.get("tool_calls") instanceof JsonArray a
                ? a.stream()
                        .map(c -> c instanceof JsonObject o ? o.getString("id", "") : "")
                        .toList()
                : List.of();
        return new Message(
                m.getString("role", ""), parseContent(m.get("content")), calls, m.getString("tool_call_id", ""));
    }

    /** Returns the text, or the joined text of the parts. */
    private static String parseContent(@Nullable JsonValue content) {
        if (content instanceof JsonArray parts) {
            return parts.stream()
                    .map(p -> p instanceof JsonObject o ? o.getString("text", "") : "")
                    .collect(Collectors.joining());
        }
        return content instanceof JsonString s ? s.getString() : "";
    }

    /** Returns the agent named in the first line of the system message, or empty. */
    String agent() {
        return firstMatch("system", AGENT).orElse("");
    }

    /** Returns the round named in the first user message; 1 if it names none. */
    int round() {
        return firstMatch("user", ROUND).map(Integer::parseInt).orElse(1);
    }

    private Optional<String> firstMatch(String role, Pattern pattern) {
        return messages.stream()
                .filter(m -> m.role().equals(role))
                .findFirst()
                .map(m -> pattern.matcher(m.text()))
                .filter(Matcher::find)
                .map(m -> m.group(1));
    }

    /** Returns the number of turns of the model so far. */
    int turnCount() {
        return (int) messages.stream().filter(ModelRequest::isAssistant).count();
    }

    /** Returns the messages after the model's last turn; before its first turn, all but the system message. */
    List<String> lastMessages() {
        return messagesSinceLastTurn().stream()
                .filter(m -> !m.role().equals("system"))
                .map(Message::text)
                .toList();
    }

    /** Returns the results of the tool calls of the model's last turn, in order. */
    List<String> toolResults() {
        return messagesSinceLastTurn().stream()
                .filter(m -> m.role().equals("tool"))
                .map(Message::text)
                .toList();
    }

    private List<Message> messagesSinceLastTurn() {
        int from = messages.size();
        while (from > 0 && !isAssistant(messages.get(from - 1))) {
            from--;
        }
        return messages.subList(from, messages.size());
    }

    private static boolean isAssistant(Message message) {
        return message.role().equals("assistant");
    }
}
