package dev.codeagent.containers;

import dev.codeagent.containers.own.Refused;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arguments of a call, whose types were looked at before. */
record Arguments(JsonObject json) {

    String text(String name) {
        return json.get(name) instanceof JsonString text ? text.getString() : "";
    }

    boolean flag(String name) {
        return json.get(name) == JsonValue.TRUE;
    }

    int number(String name, int otherwise, int most) {
        return json.get(name) instanceof JsonNumber n
                ? (int) Math.clamp(n.longValue(), 0, most)
                : Math.min(otherwise, most);
    }

    Duration seconds(String name, Duration otherwise, Duration most) {
        return Duration.ofSeconds(Math.max(1, number(name, (int) otherwise.toSeconds(), (int) most.toSeconds())));
    }

    List<String> texts(String name) {
        return json.get(name) instanceof JsonArray array
                ? array.stream().map(v -> text(name, v)).toList()
                : List.of();
    }

    Map<String, String> map(String name) {
        var map = new LinkedHashMap<String, String>();
        if (json.get(name) instanceof JsonObject object) {
            object.forEach((key, value) -> map.put(key, text(name, value)));
        }
        return map;
    }

    private static String text(String name, JsonValue value) {
        return switch (value) {
            case JsonString s -> s.getString();
            case JsonArray a -> throw Refused.because("'" + name + "' must hold texts, not lists");
            case JsonObject o -> throw Refused.because("'" + name + "' must hold texts, not objects");
            default -> value.toString();
        };
    }
}
