package dev.codeagent.fakemodel.wire.gemini;

import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.ConversationRules;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Message;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.ToolSchemas;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a request for content and checks it by Google's rules. A function response belongs to the call of the same id,
 * or of the same name and position if the ids are left out.
 */
final class GenerateRequestReader {
    private static final Set<String> FIELDS_NOT_IN_SCHEMAS = Set.of("$schema", "additionalProperties", "$ref");

    private GenerateRequestReader() {}

    static Conversation read(String model, boolean stream, JsonObject body) {
        var messages = new ArrayList<Message>();
        JsonObject system = JsonValues.child(body, "systemInstruction");
        if (!system.isEmpty()) {
            messages.add(Message.of(Message.Role.SYSTEM, joinText(JsonValues.children(system, "parts"))));
        }
        List<JsonObject> contents = JsonValues.children(body, "contents");
        if (contents.isEmpty()) {
            throw RequestException.badRequest("contents are not specified");
        }
        contents.forEach(c -> messages.addAll(readContent(c)));
        requireAlternation(contents);
        ConversationRules.requireAnswers(messages, true);
        requireTools(body);
        JsonObject config = JsonValues.child(body, "generationConfig");
        requireFormat(config);
        boolean thinking = JsonValues.isTrue(JsonValues.child(config, "thinkingConfig"), "includeThoughts");
        return new Conversation(model, new Conversation.Options(stream, true, thinking), messages);
    }

    private static void requireAlternation(List<JsonObject> contents) {
        ConversationRules.requireAlternation(contents.stream()
                .map(c -> Message.of(
                        JsonValues.text(c, "role").equals("model") ? Message.Role.ASSISTANT : Message.Role.USER, ""))
                .toList());
    }

    private static List<Message> readContent(JsonObject content) {
        List<JsonObject> parts = JsonValues.children(content, "parts");
        if (parts.isEmpty()) {
            throw RequestException.badRequest("contents.parts must not be empty");
        }
        return switch (JsonValues.text(content, "role")) {
            case "model" -> List.of(readModel(parts));
            case "user", "function", "" -> readUser(parts);
            default -> throw RequestException.badRequest("Please use a valid role: user, model.");
        };
    }

    private static Message readModel(List<JsonObject> parts) {
        var reasoning = new ArrayList<Message.Reasoning>();
        var calls = new ArrayList<Message.Call>();
        var text = new StringBuilder();
        for (JsonObject part : parts) {
            String signature = JsonValues.text(part, "thoughtSignature");
            if (part.containsKey("functionCall")) {
                calls.add(readCall(JsonValues.child(part, "functionCall"), calls.size(), signature));
            } else if (JsonValues.isTrue(part, "thought")) {
                reasoning.add(new Message.Reasoning(JsonValues.text(part, "text"), ""));
            } else if (part.containsKey("text")) {
                text.append(JsonValues.text(part, "text"));
                if (!signature.isEmpty()) {
                    reasoning.add(new Message.Reasoning("", signature));
                }
            } else {
                throw RequestException.badRequest("a part of the model needs 'text' or 'functionCall'");
            }
        }
        return Message.assistant(text.toString(), reasoning, calls);
    }

    private static Message.Call readCall(JsonObject call, int position, String signature) {
        String name = JsonValues.text(call, "name");
        if (name.isEmpty() || !(call.getOrDefault("args", JsonValue.EMPTY_JSON_OBJECT) instanceof JsonObject)) {
            throw RequestException.badRequest("functionCall needs a 'name', and 'args' that are an object");
        }
        return new Message.Call(id(call, name, position), name, signature);
    }

    private static String id(JsonObject callOrResponse, String name, int position) {
        String id = JsonValues.text(callOrResponse, "id");
        return id.isEmpty() ? name + " at position " + (position + 1) : id;
    }

    private static List<Message> readUser(List<JsonObject> parts) {
        var messages = new ArrayList<Message>();
        var text = new StringBuilder();
        for (JsonObject part : parts) {
            if (part.containsKey("functionResponse")) {
                JsonObject response = JsonValues.child(part, "functionResponse");
                if (!(response.get("response") instanceof JsonObject result)) {
                    throw RequestException.badRequest("functionResponse.response must be an object");
                }
                String id = id(response, JsonValues.text(response, "name"), messages.size());
                messages.add(Message.toolResult(id, joinValues(result)));
            } else if (part.containsKey("inlineData")) {
                requireImage(JsonValues.child(part, "inlineData"));
            } else if (part.containsKey("text")) {
                text.append(JsonValues.text(part, "text"));
            } else if (!part.containsKey("fileData")) {
                throw RequestException.badRequest("a part needs 'text', 'inlineData' or 'functionResponse'");
            }
        }
        if (messages.isEmpty() || !text.isEmpty()) {
            messages.add(Message.of(Message.Role.USER, text.toString()));
        }
        return messages;
    }

    private static void requireImage(JsonObject data) {
        if (JsonValues.text(data, "mimeType").isEmpty()
                || !JsonValues.text(data, "data").matches("[A-Za-z0-9+/_-]+=*")) {
            throw RequestException.badRequest("inlineData needs 'mimeType' and 'data' in base64");
        }
    }

    private static String joinValues(JsonObject result) {
        var text = new StringBuilder();
        for (var entry : result.entrySet()) {
            String own = JsonValues.text(result, entry.getKey());
            text.append(text.isEmpty() ? "" : "\n")
                    .append(own.isEmpty() ? entry.getValue().toString() : own);
        }
        return text.toString();
    }

    private static String joinText(List<JsonObject> parts) {
        return String.join(
                "", parts.stream().map(p -> JsonValues.text(p, "text")).toList());
    }

    private static void requireTools(JsonObject body) {
        var names = new HashSet<String>();
        for (JsonObject tool : JsonValues.children(body, "tools")) {
            for (JsonObject function : JsonValues.children(tool, "functionDeclarations")) {
                JsonValue schema = function.containsKey("parametersJsonSchema")
                        ? function.get("parametersJsonSchema")
                        : function.getOrDefault("parameters", JsonValues.object("type", "object"));
                String name = JsonValues.text(function, "name");
                ToolSchemas.require(name, schema, names);
                if (function.containsKey("parameters")) {
                    requireKnownFields(schema.asJsonObject(), name);
                }
            }
        }
    }

    /** {@code parameters} and {@code responseSchema} have only a part of JSON schema. */
    private static void requireKnownFields(JsonObject schema, String place) {
        for (String field : FIELDS_NOT_IN_SCHEMAS) {
            if (schema.containsKey(field)) {
                throw RequestException.badRequest("Invalid JSON payload received. Unknown name \"" + field + "\" at '"
                        + place + "': Cannot find field.");
            }
        }
        JsonValues.child(schema, "properties").forEach((name, property) -> {
            if (property instanceof JsonObject o) {
                requireKnownFields(o, place + "." + name);
            }
        });
        requireKnownFieldsOfItems(schema, place);
    }

    private static void requireKnownFieldsOfItems(JsonObject schema, String place) {
        if (schema.get("items") instanceof JsonObject items) {
            requireKnownFields(items, place + "[]");
        }
    }

    private static void requireFormat(JsonObject config) {
        for (String field : List.of("responseSchema", "responseJsonSchema")) {
            if (config.containsKey(field)) {
                if (!JsonValues.text(config, "responseMimeType").equals("application/json")) {
                    throw RequestException.badRequest(field + " needs responseMimeType application/json");
                }
                ToolSchemas.requireSchema(JsonValues.child(config, field), field);
            }
        }
        if (config.containsKey("responseSchema")) {
            requireKnownFields(JsonValues.child(config, "responseSchema"), "responseSchema");
        }
    }
}
