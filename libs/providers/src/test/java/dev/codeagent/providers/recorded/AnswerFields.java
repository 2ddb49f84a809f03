package dev.codeagent.providers.recorded;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;

/** Fields of recorded answers, which may be missing or null. */
final class AnswerFields {

    private AnswerFields() {}

    static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString s ? s.getString() : "";
    }

    static JsonObject object(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
    }

    static List<JsonObject> list(JsonObject object, String name) {
        return object.get(name) instanceof JsonArray a
                ? a.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonValue::asJsonObject)
                        .toList()
                : List.of();
    }

    static long number(JsonObject object, String name) {
        return object.get(name) instanceof JsonNumber n ? n.longValue() : 0;
    }

    static boolean has(JsonObject object, String name) {
        return object.get(name) != null && object.get(name) != JsonValue.NULL;
    }
}
