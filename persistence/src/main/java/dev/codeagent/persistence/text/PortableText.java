package dev.codeagent.persistence.text;

import jakarta.json.Json;
import jakarta.json.JsonString;
import java.io.StringReader;

/**
 * Encodes text so that both databases can store it: without NUL and without unpaired surrogates, which PostgreSQL
 * rejects and UTF-8 cannot encode. JSON text gets an escape for each; other text that needs one is stored as a JSON
 * string with a prefix.
 */
public final class PortableText {
    private static final String ESCAPE_PREFIX = "\u0001json:";

    private PortableText() {}

    /** Escapes JSON text whose strings may contain unpaired surrogates. */
    public static String escapeJson(String json) {
        return indexOfUnpairedSurrogate(json, 0) < 0 ? json : escapeUnpairedSurrogates(json);
    }

    public static String encode(String text) {
        boolean plain =
                text.indexOf('\0') < 0 && indexOfUnpairedSurrogate(text, 0) < 0 && !text.startsWith(ESCAPE_PREFIX);
        return plain ? text : ESCAPE_PREFIX + escapeJson(Json.createValue(text).toString());
    }

    public static String decode(String stored) {
        if (!stored.startsWith(ESCAPE_PREFIX)) {
            return stored;
        }
        try (var reader = Json.createReader(new StringReader("[" + stored.substring(ESCAPE_PREFIX.length()) + "]"))) {
            return ((JsonString) reader.readArray().get(0)).getString();
        }
    }

    private static String escapeUnpairedSurrogates(String json) {
        var out = new StringBuilder(json.length() + 16);
        int from = 0;
        for (int index = indexOfUnpairedSurrogate(json, 0); index >= 0; index = indexOfUnpairedSurrogate(json, from)) {
            out.append(json, from, index).append(String.format("\\u%04x", (int) json.charAt(index)));
            from = index + 1;
        }
        return out.append(json, from, json.length()).toString();
    }

    /** The index of the first unpaired surrogate from {@code from} on; -1 if there is none. */
    private static int indexOfUnpairedSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean paired = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!paired) {
                return i;
            }
            i++;
        }
        return -1;
    }
}
