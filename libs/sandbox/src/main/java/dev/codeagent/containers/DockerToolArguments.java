package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arguments of a call; their types are already validated. */
record DockerToolArguments(JsonObject json) {

    String string(String name) {
        return json.get(name) instanceof JsonString text ? text.getString() : "";
    }

    boolean flag(String name) {
        return json.get(name) == JsonValue.TRUE;
    }

    int integer(String name, int defaultValue, int max) {
        return json.get(name) instanceof JsonNumber n
                ? (int) Math.clamp(n.longValue(), 0, max)
                : Math.min(defaultValue, max);
    }

    Duration seconds(String name, Duration defaultValue, Duration max) {
        return Duration.ofSeconds(Math.max(1, integer(name, (int) defaultValue.toSeconds(), (int) max.toSeconds())));
    }

    List<String> strings(String name) {
        return json.get(name) instanceof JsonArray array
                ? array.stream().map(v -> string(name, v)).toList()
                : List.of();
    }

    Map<String, String> map(String name) {
        var map = new LinkedHashMap<String, String>();
        if (json.get(name) instanceof JsonObject object) {
            object.forEach((key, value) -> map.put(key, string(name, value)));
        }
        return map;
    }

    private static String string(String name, JsonValue value) {
        return switch (value) {
            case JsonString s -> s.getString();
            case JsonArray a -> throw AgentException.invalidValue("'" + name + "' must contain strings, not lists");
            case JsonObject o -> throw AgentException.invalidValue("'" + name + "' must contain strings, not objects");
            default -> value.toString();
        };
    }
}
