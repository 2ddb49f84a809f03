package dev.codeagent.architecture.promises;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/** The fields of a JSON value as paths with their types: {@code usage.inputTokens: number}. */
final class JsonPaths {
    private JsonPaths() {}

    static JsonStructure parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.read();
        }
    }

    static List<String> of(JsonValue value) {
        var paths = new ArrayList<String>();
        collect("", value, paths);
        return paths;
    }

    private static void collect(String path, JsonValue value, List<String> paths) {
        if (value instanceof JsonObject object && !object.isEmpty()) {
            object.forEach((name, field) -> collect(path.isEmpty() ? name : path + "." + name, field, paths));
        } else if (value.getValueType() == JsonValue.ValueType.ARRAY
                && !value.asJsonArray().isEmpty()) {
            value.asJsonArray().forEach(item -> collect(path + "[]", item, paths));
        } else {
            paths.add(path + ": " + type(value));
        }
    }

    private static String type(JsonValue value) {
        return switch (value.getValueType()) {
            case ARRAY -> "list";
            case OBJECT -> "object";
            case STRING -> "text";
            case NUMBER -> "number";
            case TRUE, FALSE -> "boolean";
            case NULL -> "null";
        };
    }
}
