package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/**
 * Parses the arguments of tool calls for rules, and formats them canonically so that equal arguments have equal text.
 */
public final class ToolCallParser {
    private ToolCallParser() {}

    /** Parses a call. A call with invalid arguments gets a problem, so that it is denied. */
    public static PolicyRequest parse(String tool, String arguments) {
        try {
            return parse(tool, EnvelopeCodec.parse(arguments.isBlank() ? "{}" : arguments));
        } catch (AgentException e) {
            return PolicyRequest.unreadable(tool, "the arguments are not a JSON object");
        }
    }

    public static PolicyRequest parse(String tool, JsonObject arguments) {
        return new PolicyRequestBuilder(tool).build(arguments);
    }

    /** Canonical JSON: sorted fields, no whitespace, one notation for numbers. */
    public static String canonical(String arguments) {
        try {
            return canonical(EnvelopeCodec.parse(arguments.isBlank() ? "{}" : arguments))
                    .toString();
        } catch (AgentException e) {
            return arguments;
        }
    }

    private static JsonValue canonical(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                JsonObjectBuilder sorted = Json.createObjectBuilder();
                object.keySet().stream()
                        .sorted()
                        .forEach(k -> sorted.add(k, canonical(object.getOrDefault(k, JsonValue.NULL))));
                yield sorted.build();
            }
            case JsonArray array -> {
                JsonArrayBuilder all = Json.createArrayBuilder();
                array.forEach(v -> all.add(canonical(v)));
                yield all.build();
            }
            case JsonNumber n -> Json.createValue(n.bigDecimalValue().stripTrailingZeros());
            default -> value;
        };
    }
}
