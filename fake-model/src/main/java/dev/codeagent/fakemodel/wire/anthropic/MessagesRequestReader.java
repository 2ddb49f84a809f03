package dev.codeagent.fakemodel.wire.anthropic;

import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.ConversationRules;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Message;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.ToolSchemas;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a request for a message and checks it by Anthropic's rules. */
final class MessagesRequestReader {
    private static final Pattern CALL_ID = Pattern.compile("[a-zA-Z0-9_-]+");
    private static final Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final int MIN_THINKING_BUDGET = 1_024;

    private MessagesRequestReader() {}

    static Conversation read(JsonObject body, boolean needsMaxTokens) {
        if (needsMaxTokens) {
            requireMaxTokens(body);
        }
        requireTools(body);
        var messages = new ArrayList<Message>();
        String system = readText(body.get("system"), "system");
        if (!system.isEmpty()) {
            messages.add(Message.of(Message.Role.SYSTEM, system));
        }
        List<JsonObject> raw = JsonValues.children(body, "messages");
        if (raw.isEmpty()) {
            throw RequestException.badRequest("messages: at least one message is required");
        }
        for (int i = 0; i < raw.size(); i++) {
            messages.addAll(readMessage(raw.get(i), "messages." + i));
        }
        requireAlternation(raw);
        ConversationRules.requireAnswers(messages, true);
        ConversationRules.requireIdForm(messages, CALL_ID);
        return new Conversation(
                JsonValues.text(body, "model"),
                new Conversation.Options(JsonValues.isTrue(body, "stream"), true, asksForThinking(body)),
                messages);
    }

    private static void requireMaxTokens(JsonObject body) {
        int max = body.get("max_tokens") instanceof JsonNumber n ? n.intValue() : 0;
        if (max < 1) {
            throw RequestException.badRequest("max_tokens: Field required, at least 1");
        }
        JsonObject thinking = JsonValues.child(body, "thinking");
        if (JsonValues.text(thinking, "type").equals("enabled")) {
            int budget = thinking.getInt("budget_tokens", 0);
            if (budget < MIN_THINKING_BUDGET || budget >= max) {
                throw RequestException.badRequest(
                        "thinking.budget_tokens: must be at least 1024 and less than max_tokens");
            }
        }
    }

    private static boolean asksForThinking(JsonObject body) {
        return Set.of("enabled", "adaptive").contains(JsonValues.text(JsonValues.child(body, "thinking"), "type"));
    }

    private static void requireTools(JsonObject body) {
        var names = new HashSet<String>();
        for (JsonObject tool : JsonValues.children(body, "tools")) {
            if (Set.of("", "custom").contains(JsonValues.text(tool, "type"))) {
                ToolSchemas.require(
                        JsonValues.text(tool, "name"), tool.getOrDefault("input_schema", JsonValue.NULL), names);
            }
        }
        JsonObject format = JsonValues.child(JsonValues.child(body, "output_config"), "format");
        if (!format.isEmpty()) {
            if (!JsonValues.text(format, "type").equals("json_schema")
                    || JsonValues.child(format, "schema").isEmpty()) {
                throw RequestException.badRequest("output_config.format: needs type json_schema and a schema");
            }
            ToolSchemas.requireSchema(JsonValues.child(format, "schema"), "output_config.format.schema");
        }
    }

    /** The API merges messages of one role; a client that sends them has lost a turn or splits results. */
    private static void requireAlternation(List<JsonObject> messages) {
        ConversationRules.requireAlternation(messages.stream()
                .map(m -> Message.of(
                        JsonValues.text(m, "role").equals("user") ? Message.Role.USER : Message.Role.ASSISTANT, ""))
                .toList());
    }

    private static List<Message> readMessage(JsonObject message, String place) {
        List<JsonObject> blocks = readBlocks(message.get("content"), place);
        return switch (JsonValues.text(message, "role")) {
            case "user" -> readUser(blocks, place);
            case "assistant" -> List.of(readAssistant(blocks, place));
            default -> throw RequestException.badRequest(place + ".role: must be user or assistant");
        };
    }

    private static List<JsonObject> readBlocks(@Nullable JsonValue content, String place) {
        if (content instanceof JsonString s) {
            return List.of(JsonValues.object("type", "text", "text", s.getString()));
        }
        if (!(content instanceof JsonArray array) || array.isEmpty()) {
            throw RequestException.badRequest(place + ".content: must be a text or at least one block");
        }
        return JsonValues.children(JsonValues.object("content", array), "content");
    }

    private static List<Message> readUser(List<JsonObject> blocks, String place) {
        var messages = new ArrayList<Message>();
        var text = new StringBuilder();
        for (JsonObject block : blocks) {
            switch (JsonValues.text(block, "type")) {
                case "tool_result" -> {
                    if (!text.isEmpty()) {
                        throw RequestException.badRequest(place + ": tool_result blocks must come before text");
                    }
                    messages.add(Message.toolResult(
                            JsonValues.text(block, "tool_use_id"), readText(block.get("content"), place)));
                }
                case "text" -> text.append(requireText(block, place));
                case "image" -> requireImage(JsonValues.child(block, "source"), place);
                case "document" -> {}
                default -> throw RequestException.badRequest(place + ": a user cannot send this type of block");
            }
        }
        if (messages.isEmpty() || !text.isEmpty()) {
            messages.add(Message.of(Message.Role.USER, text.toString()));
        }
        return messages;
    }

    private static Message readAssistant(List<JsonObject> blocks, String place) {
        var text = new StringBuilder();
        var reasoning = new ArrayList<Message.Reasoning>();
        var calls = new ArrayList<Message.Call>();
        for (JsonObject block : blocks) {
            switch (JsonValues.text(block, "type")) {
                case "text" -> text.append(requireText(block, place));
                case "thinking" ->
                    reasoning.add(new Message.Reasoning(
                            JsonValues.text(block, "thinking"), JsonValues.text(block, "signature")));
                case "redacted_thinking" -> reasoning.add(new Message.Reasoning("", JsonValues.text(block, "data")));
                case "tool_use" -> calls.add(readCall(block, place));
                default -> throw RequestException.badRequest(place + ": an assistant has no such type of block");
            }
        }
        return Message.assistant(text.toString(), reasoning, calls);
    }

    private static Message.Call readCall(JsonObject block, String place) {
        if (!(block.get("input") instanceof JsonObject input)) {
            throw RequestException.badRequest(place + ".tool_use.input: must be an object");
        }
        return new Message.Call(JsonValues.text(block, "id"), JsonValues.text(block, "name"), input.toString());
    }

    private static void requireImage(JsonObject source, String place) {
        boolean valid = switch (JsonValues.text(source, "type")) {
            case "base64" ->
                IMAGES.contains(JsonValues.text(source, "media_type"))
                        && JsonValues.text(source, "data").matches("[A-Za-z0-9+/]+=*");
            case "url" -> JsonValues.text(source, "url").startsWith("https://");
            default -> false;
        };
        if (!valid) {
            throw RequestException.badRequest(place + ".image.source: needs base64 data of a known type, or a URL");
        }
    }

    private static String requireText(JsonObject block, String place) {
        String text = JsonValues.text(block, "text");
        if (text.isEmpty()) {
            throw RequestException.badRequest(place + ": text content blocks must be non-empty");
        }
        return text;
    }

    private static String readText(@Nullable JsonValue content, String place) {
        if (!(content instanceof JsonArray array)) {
            return content instanceof JsonString s ? s.getString() : "";
        }
        return array.getValuesAs(JsonObject.class).stream()
                .filter(b -> JsonValues.text(b, "type").equals("text"))
                .map(b -> requireText(b, place))
                .collect(Collectors.joining());
    }
}
