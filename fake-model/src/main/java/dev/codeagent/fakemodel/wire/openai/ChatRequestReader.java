package dev.codeagent.fakemodel.wire.openai;

import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Message;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.ToolSchemas;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a request for a chat completion; Mistral's requests have the same form. */
public final class ChatRequestReader {
    private static final Set<String> FORMATS = Set.of("text", "json_object", "json_schema");

    private ChatRequestReader() {}

    /** Reads a request and checks what does not depend on the server. */
    public static Conversation read(JsonObject json) {
        List<JsonObject> messages = JsonValues.children(json, "messages");
        if (messages.isEmpty()) {
            throw RequestException.badRequest("'messages' must be an array with at least one message");
        }
        requireTools(json);
        requireFormat(JsonValues.child(json, "response_format"));
        boolean usage = JsonValues.isTrue(JsonValues.child(json, "stream_options"), "include_usage");
        return new Conversation(
                JsonValues.text(json, "model"),
                new Conversation.Options(JsonValues.isTrue(json, "stream"), usage, false),
                messages.stream().map(ChatRequestReader::readMessage).toList());
    }

    private static void requireTools(JsonObject json) {
        var names = new HashSet<String>();
        for (JsonObject tool : JsonValues.children(json, "tools")) {
            if (JsonValues.text(tool, "type").equals("function")) {
                JsonObject function = JsonValues.child(tool, "function");
                JsonValue parameters = function.containsKey("parameters")
                        ? function.get("parameters")
                        : JsonValues.object("type", "object");
                ToolSchemas.require(JsonValues.text(function, "name"), parameters, names);
            }
        }
    }

    private static void requireFormat(JsonObject format) {
        if (format.isEmpty()) {
            return;
        }
        String type = JsonValues.text(format, "type");
        if (!FORMATS.contains(type)) {
            throw RequestException.badRequest("response_format.type must be one of " + FORMATS);
        }
        if (type.equals("json_schema")) {
            JsonObject named = JsonValues.child(format, "json_schema");
            if (JsonValues.text(named, "name").isEmpty()
                    || JsonValues.child(named, "schema").isEmpty()) {
                throw RequestException.badRequest("response_format.json_schema needs 'name' and 'schema'");
            }
            ToolSchemas.requireSchema(JsonValues.child(named, "schema"), "response_format");
        }
    }

    private static Message readMessage(JsonObject message) {
        return switch (JsonValues.text(message, "role")) {
            case "system", "developer" -> Message.of(Message.Role.SYSTEM, readContent(message.get("content")));
            case "user" -> Message.of(Message.Role.USER, readContent(message.get("content")));
            case "tool" ->
                Message.toolResult(JsonValues.text(message, "tool_call_id"), readContent(message.get("content")));
            case "assistant" -> readAssistant(message);
            default ->
                throw RequestException.badRequest(
                        "the role of a message must be system, developer, user, assistant or tool");
        };
    }

    private static Message readAssistant(JsonObject message) {
        String reasoning = JsonValues.text(message, "reasoning_content");
        String thinking = reasoning.isEmpty() ? readThinking(message.get("content")) : reasoning;
        return Message.assistant(
                readContent(message.get("content")),
                thinking.isEmpty() ? List.of() : List.of(new Message.Reasoning(thinking, "")),
                JsonValues.children(message, "tool_calls").stream()
                        .map(ChatRequestReader::readCall)
                        .toList());
    }

    private static Message.Call readCall(JsonObject call) {
        JsonObject function = JsonValues.child(call, "function");
        if (function.containsKey("arguments") && !(function.get("arguments") instanceof JsonString)) {
            throw RequestException.badRequest("tool_calls.function.arguments must be a string");
        }
        return new Message.Call(
                JsonValues.text(call, "id"), JsonValues.text(function, "name"), JsonValues.text(function, "arguments"));
    }

    /** Returns the text, or the joined text of the parts. */
    private static String readContent(@Nullable JsonValue content) {
        if (content instanceof JsonArray parts) {
            return parts.stream().map(ChatRequestReader::readPart).collect(Collectors.joining());
        }
        return content instanceof JsonString s ? s.getString() : "";
    }

    private static String readPart(JsonValue value) {
        if (!(value instanceof JsonObject part)) {
            throw RequestException.badRequest("a part of a message must be an object");
        }
        if (JsonValues.text(part, "type").equals("image_url")) {
            String url = part.get("image_url") instanceof JsonString s
                    ? s.getString()
                    : JsonValues.text(JsonValues.child(part, "image_url"), "url");
            requireImageUrl(url);
        }
        return JsonValues.text(part, "text");
    }

    /** Checks the address of an image: data in the request, or the web. */
    public static void requireImageUrl(String url) {
        if (!url.matches("(?s)data:image/[a-z+.-]+;base64,[A-Za-z0-9+/]+=*") && !url.matches("https?://.+")) {
            throw RequestException.badRequest("an image needs a URL with https: or with data:image/TYPE;base64,");
        }
    }

    private static String readThinking(@Nullable JsonValue content) {
        if (!(content instanceof JsonArray parts)) {
            return "";
        }
        return parts.stream()
                .filter(JsonObject.class::isInstance)
                .map(p -> readThinkingPart(p.asJsonObject()))
                .collect(Collectors.joining());
    }

    /** Cohere has a text, Mistral a list of parts. */
    private static String readThinkingPart(JsonObject part) {
        if (part.get("thinking") instanceof JsonString s) {
            return s.getString();
        }
        return JsonValues.children(part, "thinking").stream()
                .map(t -> JsonValues.text(t, "text"))
                .collect(Collectors.joining());
    }
}
