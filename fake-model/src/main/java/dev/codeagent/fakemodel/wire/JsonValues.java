package dev.codeagent.fakemodel.wire;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds and reads JSON with few words. */
public final class JsonValues {
    private JsonValues() {}

    /**
     * Returns an object of alternating names and values. A value is JSON, a text, a number, a boolean, a list, or an
     * {@link Optional}, which is left out if it is empty.
     */
    public static JsonObject object(@Nullable Object... namesAndValues) {
        JsonObjectBuilder builder = Json.createObjectBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value instanceof Optional<?> optional) {
                if (optional.isEmpty()) {
                    continue;
                }
                value = optional.get();
            }
            builder.add(String.valueOf(namesAndValues[i]), of(value));
        }
        return builder.build();
    }

    /** Returns a text as JSON, with its quotation marks. */
    public static String quoted(String text) {
        return Json.createValue(text).toString();
    }

    public static JsonArray array(Collection<?> values) {
        JsonArrayBuilder builder = Json.createArrayBuilder();
        values.forEach(v -> builder.add(of(v)));
        return builder.build();
    }

    private static JsonValue of(@Nullable Object value) {
        return switch (value) {
            case null -> JsonValue.NULL;
            case JsonValue json -> json;
            case String text -> Json.createValue(text);
            case Boolean flag -> flag ? JsonValue.TRUE : JsonValue.FALSE;
            case Integer number -> Json.createValue(number);
            case Long number -> Json.createValue(number);
            case Double number -> Json.createValue(number);
            case Collection<?> list -> array(list);
            default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
        };
    }

    /** Returns the object with further members, which replace those of the same name. */
    public static JsonObject with(JsonObject object, @Nullable Object... namesAndValues) {
        JsonObjectBuilder builder = Json.createObjectBuilder(object);
        object(namesAndValues).forEach(builder::add);
        return builder.build();
    }

    /** Parses an object; empty if the text is something else. */
    public static Optional<JsonObject> parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return Optional.of(reader.readObject());
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** Returns a member that is a text; empty otherwise. */
    public static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString s ? s.getString() : "";
    }

    /** Returns a member that is an object; an empty one otherwise. */
    public static JsonObject child(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** Returns the objects of a member that is an array, after checking that all its items are objects. */
    public static List<JsonObject> children(JsonObject object, String name) {
        JsonValue value = object.get(name);
        if (value == null || value == JsonValue.NULL) {
            return List.of();
        }
        if (!(value instanceof JsonArray array) || !array.stream().allMatch(JsonObject.class::isInstance)) {
            throw RequestException.badRequest("'" + name + "' must be an array of objects");
        }
        return array.getValuesAs(JsonObject.class);
    }

    public static boolean isTrue(JsonObject object, String name) {
        return object.get(name) == JsonValue.TRUE;
    }
}
