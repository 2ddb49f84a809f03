package dev.codeagent.executor;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** A call's arguments, with clear errors for what is missing or of the wrong type. */
record Arguments(JsonObject json) {

    String text(String name) {
        JsonValue value = json.get(name);
        if (value instanceof JsonString s) {
            return s.getString();
        }
        throw new ToolError(
                value == null
                        ? "argument '" + name + "' is missing"
                        : "argument '" + name + "' must be a string, was " + value.getValueType());
    }

    String text(String name, String otherwise) {
        return absent(name) ? otherwise : text(name);
    }

    int number(String name, int otherwise) {
        JsonValue value = json.get(name);
        if (absent(name)) {
            return otherwise;
        }
        if (value instanceof JsonNumber n
                && n.isIntegral()
                && n.bigDecimalValue().abs().longValue() < Integer.MAX_VALUE) {
            return n.intValue();
        }
        throw new ToolError("argument '" + name + "' must be a whole number, was " + value);
    }

    private boolean absent(String name) {
        return !json.containsKey(name) || json.get(name) == JsonValue.NULL;
    }
}
