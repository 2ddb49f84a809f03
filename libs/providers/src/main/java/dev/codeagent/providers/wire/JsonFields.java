package dev.codeagent.providers.wire;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads fields of answers, which may be missing, null or of another type than the protocol says. */
public final class JsonFields {
    private static final long MAX_TOKENS = 1_000_000_000;
    private static final long MAX_BYTES = 1L << 50;

    private JsonFields() {}

    /** The text of the field; empty if it is none. */
    public static String string(JsonObject object, String name) {
        return object.get(name) instanceof JsonString s ? s.getString() : "";
    }

    /** The object in the field; empty if it is none. */
    public static JsonObject object(JsonObject object, String name) {
        return asObject(object.get(name));
    }

    public static JsonObject asObject(@Nullable JsonValue value) {
        return value instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** The objects in the field, which is an array; other values in it are left out. */
    public static List<JsonObject> objects(JsonObject object, String name) {
        return object.get(name) instanceof JsonArray array ? objects(array) : List.of();
    }

    public static List<JsonObject> objects(JsonArray array) {
        var objects = new ArrayList<JsonObject>(array.size());
        for (JsonValue value : array) {
            if (value instanceof JsonObject object) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** A number of tokens; one that cannot be true counts as not reported. */
    public static long tokens(JsonObject object, String name) {
        double count = object.get(name) instanceof JsonNumber n ? n.doubleValue() : 0;
        return count >= 0 && count <= MAX_TOKENS ? (long) count : 0;
    }

    /** A number of bytes; one that cannot be true counts as unknown. */
    public static long bytes(JsonObject object, String name) {
        double count = object.get(name) instanceof JsonNumber n ? n.doubleValue() : 0;
        return count >= 0 && count <= MAX_BYTES ? (long) count : 0;
    }

    /** A text, or the JSON of another value; empty if there is none. Arguments of tools come in both forms. */
    public static String textOf(@Nullable JsonValue value) {
        return switch (value) {
            case JsonString s -> s.getString();
            case null -> "";
            default -> value == JsonValue.NULL ? "" : value.toString();
        };
    }

    /** Whether the field {@code error} reports one; some servers send it empty or false with each part of an answer. */
    public static boolean hasError(JsonObject object) {
        JsonValue error = object.get("error");
        return isPresent(object, "error")
                && error != JsonValue.FALSE
                && !(error instanceof JsonString s && s.getString().isBlank())
                && !(error instanceof JsonObject o && o.isEmpty());
    }

    /** Whether the field has a value. */
    public static boolean isPresent(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value != null && value != JsonValue.NULL;
    }
}
