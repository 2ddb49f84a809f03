package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpTool;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The choice of a tool as one JSON object: {@code {"tool": …, "arguments": {…}}}, or {@code {"answer": …}} at the end. Under
 * a schema even small models write it without an error.
 */
final class ToolChoice {
    private static final Set<String> COPIED = Set.of("type", "enum", "items");

    private ToolChoice() {}

    /** What the model chose: calls, or the text of its answer. */
    record Chosen(String text, List<ToolCallRequest> calls) {}

    /** The schema of the object: one alternative for each tool, and the answer; or for what is required alone. */
    static JsonObject schema(List<McpTool> tools, Set<String> required) {
        JsonArrayBuilder alternatives = Json.createArrayBuilder();
        for (McpTool tool : tools) {
            if (!required.isEmpty() && !required.contains(tool.name())) {
                continue;
            }
            JsonObject name = Json.createObjectBuilder()
                    .add("type", "string")
                    .add("const", tool.name())
                    .build();
            alternatives.add(object(Json.createObjectBuilder()
                    .add("tool", name)
                    .add("arguments", arguments(tool.parameters()))
                    .build()));
        }
        if (required.isEmpty() || required.contains(TurnRequest.ANSWER)) {
            alternatives.add(object(Json.createObjectBuilder()
                    .add(TurnRequest.ANSWER, Json.createObjectBuilder().add("type", "string"))
                    .build()));
        }
        return Json.createObjectBuilder().add("anyOf", alternatives).build();
    }

    /** Reads the object; empty if the text is not one. */
    static Optional<Chosen> read(String text, List<McpTool> tools) {
        String stripped = text.strip();
        try {
            LenientJson.Parsed parsed = LenientJson.parse(stripped, 0);
            if (!(parsed.value() instanceof JsonObject object) || parsed.end() != stripped.length()) {
                return Optional.empty();
            }
            if (object.size() == 1 && object.get(TurnRequest.ANSWER) instanceof JsonString answer) {
                return Optional.of(new Chosen(answer.getString(), List.of()));
            }
            List<ToolCallRequest> calls = parsed.closed() ? CallObject.read(object, tools) : List.of();
            return calls.isEmpty() ? Optional.empty() : Optional.of(new Chosen("", calls));
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    /** A call as the model itself would have written it. */
    static String write(ToolCallRequest call) {
        JsonObject arguments;
        try {
            arguments = LenientJson.parse(ToolArguments.forReplay(call.arguments()), 0)
                    .value()
                    .asJsonObject();
        } catch (AgentException e) {
            arguments = JsonValue.EMPTY_JSON_OBJECT;
        }
        return Json.createObjectBuilder()
                .add("tool", call.name())
                .add("arguments", arguments)
                .build()
                .toString();
    }

    static String writeAnswer(String text) {
        return Json.createObjectBuilder().add(TurnRequest.ANSWER, text).build().toString();
    }

    /** Servers refuse keywords that they do not know, so only the common ones are sent. */
    private static JsonObject arguments(JsonObject schema) {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        if (schema.get("properties") instanceof JsonObject declared) {
            declared.forEach((name, value) -> properties.add(
                    name, value instanceof JsonObject property ? common(property) : JsonValue.EMPTY_JSON_OBJECT));
        }
        JsonObjectBuilder object =
                Json.createObjectBuilder().add("type", "object").add("properties", properties);
        if (schema.get("required") != null) {
            object.add("required", schema.get("required"));
        }
        return object.add("additionalProperties", false).build();
    }

    private static JsonObject common(JsonObject property) {
        JsonObjectBuilder result = Json.createObjectBuilder();
        property.forEach((key, value) -> {
            if (COPIED.contains(key)) {
                result.add(key, value);
            }
        });
        return result.build();
    }

    /** An object with exactly these properties. */
    private static JsonObject object(JsonObject properties) {
        return Json.createObjectBuilder()
                .add("type", "object")
                .add("properties", properties)
                .add("required", Json.createArrayBuilder(properties.keySet()))
                .add("additionalProperties", false)
                .build();
    }
}
