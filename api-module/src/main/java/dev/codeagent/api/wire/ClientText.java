package dev.codeagent.api.wire;

import dev.codeagent.api.error.AgentException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;

/**
 * Refuses the character NUL in what a client sends. No program gets it as an argument and PostgreSQL does not store it, so
 * a request with it would fail later, at a place that the client cannot know.
 */
public final class ClientText {
    private ClientText() {}

    /**
     * Returns the object.
     *
     * @throws AgentException INVALID_VALUE with the name of the field, if a string or a name in it contains NUL
     */
    public static JsonObject requireText(JsonObject object) {
        check("", object);
        return object;
    }

    private static void check(String place, JsonValue value) {
        switch (value) {
            case JsonString text -> requireText(place, text.getString());
            case JsonObject object -> {
                for (Map.Entry<String, JsonValue> field : object.entrySet()) {
                    requireText(place, field.getKey());
                    check(place.isEmpty() ? field.getKey() : place + "." + field.getKey(), field.getValue());
                }
            }
            case JsonArray array -> {
                for (int i = 0; i < array.size(); i++) {
                    check(place + "[" + i + "]", array.get(i));
                }
            }
            default -> {}
        }
    }

    private static void requireText(String place, String text) {
        if (text.indexOf(0) >= 0) {
            throw AgentException.invalidValue("field '" + place + "' contains the character NUL (\\u0000), which is no"
                            + " text; send it without")
                    .inField(place);
        }
    }
}
