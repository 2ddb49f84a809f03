package dev.codeagent.executor.tool;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A call's arguments, with clear errors for what is missing or of the wrong type. */
public record Arguments(JsonObject json) {

    public String text(String name) {
        JsonValue value = json.get(name);
        if (value instanceof JsonString s) {
            return s.getString();
        }
        throw new ToolError(
                value == null
                        ? "argument '" + name + "' is missing"
                        : "argument '" + name + "' must be a string, was " + value.getValueType());
    }

    public String text(String name, String otherwise) {
        return absent(name) ? otherwise : text(name);
    }

    public int number(String name, int otherwise) {
        return (int) Math.clamp(number(name, (long) otherwise), -Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    public long number(String name, long otherwise) {
        JsonValue value = json.get(name);
        if (absent(name)) {
            return otherwise;
        }
        if (value instanceof JsonNumber n
                && n.isIntegral()
                && n.bigDecimalValue().precision() - n.bigDecimalValue().scale() <= 18) {
            return n.longValue();
        }
        throw new ToolError("argument '" + name + "' must be a whole number, was " + value);
    }

    public boolean flag(String name, boolean otherwise) {
        if (absent(name)) {
            return otherwise;
        }
        return switch (json.get(name).getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            default -> throw new ToolError("argument '" + name + "' must be true or false, was " + json.get(name));
        };
    }

    /** Strings by name, e.g. environment variables; empty where absent. */
    public Map<String, String> texts(String name) {
        var texts = new TreeMap<String, String>();
        if (!absent(name)) {
            if (!(json.get(name) instanceof JsonObject o)) {
                throw new ToolError("argument '" + name + "' must be an object of strings, was " + json.get(name));
            }
            var inner = new Arguments(o);
            o.keySet().forEach(key -> texts.put(key, inner.text(key)));
        }
        return texts;
    }

    public List<String> list(String name) {
        if (absent(name)) {
            return List.of();
        }
        if (json.get(name) instanceof JsonArray a && a.stream().allMatch(JsonString.class::isInstance)) {
            return a.getValuesAs(JsonString::getString);
        }
        throw new ToolError("argument '" + name + "' must be a list of strings, was " + json.get(name));
    }

    private boolean absent(String name) {
        return !json.containsKey(name) || json.get(name) == JsonValue.NULL;
    }
}
