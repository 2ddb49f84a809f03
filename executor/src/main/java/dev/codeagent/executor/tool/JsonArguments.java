package dev.codeagent.executor.tool;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The arguments of a call, with errors that name the argument if it is missing or has the wrong type. */
public record JsonArguments(JsonObject json) {

    public String string(String name) {
        JsonValue value = json.get(name);
        if (value instanceof JsonString s) {
            return s.getString();
        }
        throw new ToolExecutionException(
                value == null
                        ? "argument '" + name + "' is missing"
                        : "argument '" + name + "' must be a string, was " + value.getValueType());
    }

    public String string(String name, String defaultValue) {
        return isAbsent(name) ? defaultValue : string(name);
    }

    public int number(String name, int defaultValue) {
        return (int) Math.clamp(number(name, (long) defaultValue), -Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    public long number(String name, long defaultValue) {
        JsonValue value = json.get(name);
        if (isAbsent(name)) {
            return defaultValue;
        }
        if (value instanceof JsonNumber n
                && n.isIntegral()
                && n.bigDecimalValue().precision() - n.bigDecimalValue().scale() <= 18) {
            return n.longValue();
        }
        throw new ToolExecutionException("argument '" + name + "' must be a whole number, was " + value);
    }

    public boolean flag(String name, boolean defaultValue) {
        if (isAbsent(name)) {
            return defaultValue;
        }
        return switch (json.getOrDefault(name, JsonValue.NULL).getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            default ->
                throw new ToolExecutionException(
                        "argument '" + name + "' must be true or false, was " + json.get(name));
        };
    }

    /** Strings by name, for example environment variables; empty if absent. */
    public Map<String, String> stringMap(String name) {
        var strings = new TreeMap<String, String>();
        if (!isAbsent(name)) {
            if (!(json.get(name) instanceof JsonObject o)) {
                throw new ToolExecutionException(
                        "argument '" + name + "' must be an object of strings, was " + json.get(name));
            }
            var inner = new JsonArguments(o);
            o.keySet().forEach(key -> strings.put(key, inner.string(key)));
        }
        return strings;
    }

    public List<String> stringList(String name) {
        if (isAbsent(name)) {
            return List.of();
        }
        if (json.get(name) instanceof JsonArray a && a.stream().allMatch(JsonString.class::isInstance)) {
            return a.getValuesAs(JsonString::getString);
        }
        throw new ToolExecutionException("argument '" + name + "' must be a list of strings, was " + json.get(name));
    }

    private boolean isAbsent(String name) {
        return !json.containsKey(name) || json.get(name) == JsonValue.NULL;
    }
}
