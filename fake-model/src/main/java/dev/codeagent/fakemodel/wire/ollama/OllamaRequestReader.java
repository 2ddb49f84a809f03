package dev.codeagent.fakemodel.wire.ollama;

import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.ConversationRules;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Message;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.ToolSchemas;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads requests of Ollama's chat and generation. A tool result belongs to the next call that has none. */
final class OllamaRequestReader {
    private OllamaRequestReader() {}

    static Conversation readChat(JsonObject body) {
        requireFormat(body.get("format"));
        requireTools(body);
        var messages = new ArrayList<Message>();
        var open = new ArrayList<Message.Call>();
        for (JsonObject message : JsonValues.children(body, "messages")) {
            Message read = readMessage(message, open, messages.size());
            if (read.role() != Message.Role.TOOL) {
                open.clear();
                open.addAll(read.calls());
            }
            messages.add(read);
        }
        if (messages.isEmpty()) {
            throw RequestException.badRequest("messages must not be empty");
        }
        ConversationRules.requireAnswers(messages, true);
        return new Conversation(requireModel(body), options(body), messages);
    }

    static Conversation readGenerate(JsonObject body) {
        requireFormat(body.get("format"));
        requireImages(body);
        String system = JsonValues.text(body, "system");
        String agent = body.containsKey("suffix") ? "agent: fim" : system;
        return new Conversation(
                requireModel(body),
                options(body),
                List.of(
                        Message.of(Message.Role.SYSTEM, agent),
                        Message.of(
                                Message.Role.USER, JsonValues.text(body, "prompt") + JsonValues.text(body, "suffix"))));
    }

    private static String requireModel(JsonObject body) {
        String model = JsonValues.text(body, "model");
        if (model.isEmpty()) {
            throw RequestException.badRequest("model is required");
        }
        return model;
    }

    /** A request without {@code stream} asks for a stream. */
    private static Conversation.Options options(JsonObject body) {
        JsonValue think = body.getOrDefault("think", JsonValue.FALSE);
        return new Conversation.Options(body.get("stream") != JsonValue.FALSE, true, think != JsonValue.FALSE);
    }

    private static void requireFormat(@Nullable JsonValue format) {
        if (format == null || format == JsonValue.NULL) {
            return;
        }
        if (format instanceof JsonObject schema) {
            ToolSchemas.requireSchema(schema, "format");
        } else if (!(format instanceof JsonString s) || !List.of("", "json").contains(s.getString())) {
            throw RequestException.badRequest(
                    "invalid format: " + format + "; expected \"json\" or a valid JSON Schema");
        }
    }

    private static void requireTools(JsonObject body) {
        var names = new HashSet<String>();
        for (JsonObject tool : JsonValues.children(body, "tools")) {
            JsonObject function = JsonValues.child(tool, "function");
            ToolSchemas.require(
                    JsonValues.text(function, "name"), function.getOrDefault("parameters", JsonValue.NULL), names);
        }
    }

    private static Message readMessage(JsonObject message, List<Message.Call> open, int position) {
        requireImages(message);
        String content = JsonValues.text(message, "content");
        return switch (JsonValues.text(message, "role")) {
            case "system" -> Message.of(Message.Role.SYSTEM, content);
            case "user" -> Message.of(Message.Role.USER, content);
            case "tool" -> Message.toolResult(nextCall(message, open), content);
            case "assistant" -> {
                String thinking = JsonValues.text(message, "thinking");
                yield Message.assistant(
                        content,
                        thinking.isEmpty() ? List.of() : List.of(new Message.Reasoning(thinking, "")),
                        readCalls(message, position));
            }
            default -> throw RequestException.badRequest("role must be system, user, assistant or tool");
        };
    }

    private static String nextCall(JsonObject message, List<Message.Call> open) {
        if (open.isEmpty()) {
            return "a call that the assistant did not make";
        }
        Message.Call call = open.removeFirst();
        String name = JsonValues.text(message, "tool_name");
        if (!name.isEmpty() && !name.equals(call.name())) {
            throw RequestException.badRequest("the tool result of '" + name + "' stands where that of '" + call.name()
                    + "' belongs; send the results in the order of the calls");
        }
        return call.id();
    }

    private static List<Message.Call> readCalls(JsonObject message, int position) {
        var calls = new ArrayList<Message.Call>();
        for (JsonObject call : JsonValues.children(message, "tool_calls")) {
            JsonObject function = JsonValues.child(call, "function");
            if (!(function.get("arguments") instanceof JsonObject)) {
                throw RequestException.badRequest(
                        "json: cannot unmarshal tool_calls.function.arguments: it must be an object");
            }
            String name = JsonValues.text(function, "name");
            calls.add(new Message.Call(name + " " + position + "." + calls.size(), name, ""));
        }
        return calls;
    }

    private static void requireImages(JsonObject holder) {
        JsonValue images = holder.getOrDefault("images", JsonValue.NULL);
        boolean valid = images == JsonValue.NULL
                || images instanceof JsonArray array
                        && array.stream()
                                .allMatch(i -> i instanceof JsonString s
                                        && s.getString().matches("[A-Za-z0-9+/]+=*"));
        if (!valid) {
            throw RequestException.badRequest("images must be base64 without a prefix");
        }
    }
}
