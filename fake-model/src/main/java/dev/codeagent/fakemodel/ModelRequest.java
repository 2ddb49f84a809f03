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

/** A request for a completion: who asks, and what stands in it behind the model's last turn. */
record ModelRequest(String model, ResponseOptions options, List<Message> messages) {
    private static final Pattern AGENT = Pattern.compile("\\Aagent: (\\S+)");
    private static final Pattern ROUND = Pattern.compile("\\Around: (\\d{1,6})");

    ModelRequest {
        messages = List.copyOf(messages);
    }

    /** How the answer is wanted. */
    record ResponseOptions(boolean stream, boolean includeUsage) {}

    /** A message; {@code calls} are the ids of tool calls that it makes, {@code answers} that of the one it answers. */
    record Message(String role, String text, List<String> toolCallIds, String toolCallId) {}

    static ModelRequest parse(String body) {
        JsonObject json;
        try (var reader = Json.createReader(new StringReader(body))) {
            json = reader.readObject();
        } catch (JsonException e) {
            throw HttpErrorException.badRequest("the body is not a JSON object: " + e.getMessage());
        }
        if (!(json.get("messages") instanceof JsonArray array) || array.isEmpty()) {
            throw HttpErrorException.badRequest("'messages' must be an array with a message in it");
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

    /** Text, or the text of its parts. */
    private static String parseContent(JsonValue content) {
        if (content instanceof JsonArray parts) {
            return parts.stream()
                    .map(p -> p instanceof JsonObject o ? o.getString("text", "") : "")
                    .collect(Collectors.joining());
        }
        return content instanceof JsonString s ? s.getString() : "";
    }

    /** The agent that the system message's first line names; empty where it names none. */
    String agent() {
        return firstMatch("system", AGENT).orElse("");
    }

    /** The round that the first user message names, else the first. */
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

    /** How many turns the model had already. */
    int turnCount() {
        return (int) messages.stream().filter(ModelRequest::isAssistant).count();
    }

    /** What came after the model's last turn; before its first, all but the system message. */
    List<String> lastMessages() {
        return messagesSinceLastTurn().stream()
                .filter(m -> !m.role().equals("system"))
                .map(Message::text)
                .toList();
    }

    /** The results of the tools that the model's last turn called, in order. */
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
