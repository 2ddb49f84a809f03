package dev.codeagent.providers.servers;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a server of a case answers to a request.
 *
 * @param on matched against the method and the target of a request
 * @param when matched against the head and the body of a request
 * @param times how often it is given; 0 for always
 * @param pieces the body as it is sent, with a pause between the pieces
 * @param open whether the body never ends
 */
record CaseAnswer(
        Pattern on,
        Pattern when,
        int times,
        int status,
        Map<String, String> headers,
        List<byte[]> pieces,
        long holdMillis,
        long pauseMillis,
        boolean gzip,
        boolean open) {

    static CaseAnswer read(JsonObject json) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", defaultType(json));
        if (json.get("headers") instanceof JsonObject named) {
            named.forEach((name, value) -> headers.put(name, text(value)));
        }
        return new CaseAnswer(
                Pattern.compile(json.getString("on", "^POST (?!/api/show)")),
                Pattern.compile(json.getString("when", ""), Pattern.DOTALL),
                json.getInt("times", 1),
                json.getInt("status", 200),
                headers,
                pieces(json),
                json.getInt("hold", 0),
                json.getInt("pause", 0),
                json.getBoolean("gzip", false),
                json.getBoolean("open", false));
    }

    private static String defaultType(JsonObject json) {
        return json.containsKey("events")
                ? "text/event-stream"
                : json.containsKey("lines") ? "application/x-ndjson" : "application/json";
    }

    private static List<byte[]> pieces(JsonObject json) {
        if (json.get("events") instanceof JsonArray events) {
            return events.stream().map(e -> bytes("data: " + text(e) + "\n\n")).toList();
        }
        if (json.get("lines") instanceof JsonArray lines) {
            return lines.stream().map(line -> bytes(text(line) + "\n")).toList();
        }
        if (json.get("raw") instanceof JsonArray raw) {
            return raw.stream().map(piece -> bytes(text(piece))).toList();
        }
        return json.containsKey("body") ? List.of(bytes(text(json.get("body")))) : List.of();
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString s ? s.getString() : value.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
