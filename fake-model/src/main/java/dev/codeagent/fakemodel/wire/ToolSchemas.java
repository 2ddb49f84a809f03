package dev.codeagent.fakemodel.wire;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the definitions of tools. */
public final class ToolSchemas {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.-]{0,63}");
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");

    private ToolSchemas() {}

    /** Checks a tool's name, that it is new in {@code names}, and that its parameters are the schema of an object. */
    public static void require(String name, JsonValue parameters, Set<String> names) {
        if (!NAME.matcher(name).matches()) {
            throw RequestException.badRequest("tool name '" + name + "' must match " + NAME);
        }
        if (!names.add(name)) {
            throw RequestException.badRequest("tool names must be unique; '" + name + "' is there twice");
        }
        if (!(parameters instanceof JsonObject schema)
                || !JsonValues.text(schema, "type").toLowerCase(Locale.ROOT).equals("object")) {
            throw RequestException.badRequest("tool '" + name + "': the parameters must be a schema of type object");
        }
        requireSchema(schema, "tool '" + name + "'");
    }

    /** Checks the parts of a JSON schema that servers check. */
    public static void requireSchema(JsonObject schema, String place) {
        requireType(schema.get("type"), place);
        JsonObject properties = requireProperties(schema, place);
        properties.forEach((name, value) -> {
            if (!(value instanceof JsonObject property)) {
                throw RequestException.badRequest(place + ": the property '" + name + "' must be a schema");
            }
            requireSchema(property, place + "." + name);
        });
        if (schema.get("required") instanceof JsonArray required) {
            var unknown = new HashSet<String>();
            required.forEach(r -> unknown.add(r instanceof JsonString s ? s.getString() : r.toString()));
            unknown.removeAll(properties.keySet());
            if (!unknown.isEmpty()) {
                throw RequestException.badRequest(place + ": required properties are not defined: " + unknown);
            }
        }
        if (schema.get("items") instanceof JsonObject items) {
            requireSchema(items, place + "[]");
        } else if (JsonValues.text(schema, "type").equalsIgnoreCase("array") && !schema.containsKey("items")) {
            throw RequestException.badRequest(place + ": an array needs 'items'");
        }
    }

    private static JsonObject requireProperties(JsonObject schema, String place) {
        JsonValue properties = schema.getOrDefault("properties", JsonValue.EMPTY_JSON_OBJECT);
        if (!(properties instanceof JsonObject object)) {
            throw RequestException.badRequest(place + ": 'properties' must be an object");
        }
        return object;
    }

    private static void requireType(@org.jspecify.annotations.Nullable JsonValue type, String place) {
        if (type instanceof JsonString s && !TYPES.contains(s.getString().toLowerCase(Locale.ROOT))) {
            throw RequestException.badRequest(place + ": '" + s.getString() + "' is not a type");
        }
    }
}
