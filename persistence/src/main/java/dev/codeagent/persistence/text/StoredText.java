package dev.codeagent.persistence.text;

import jakarta.json.Json;
import jakarta.json.JsonString;
import java.io.StringReader;

/**
 * Text as both databases can store it: no NUL and no half of a surrogate pair, which PostgreSQL refuses and UTF-8 has no
 * bytes for. JSON has an escape for each; other text that needs one is stored as a JSON string behind a mark.
 */
public final class StoredText {
    private static final String MARK = "\u0001json:";

    private StoredText() {}

    /** JSON text, whose strings may hold halves of pairs. */
    public static String json(String json) {
        return halfPairAt(json, 0) < 0 ? json : escapeHalfPairs(json);
    }

    public static String write(String text) {
        boolean plain = text.indexOf('\0') < 0 && halfPairAt(text, 0) < 0 && !text.startsWith(MARK);
        return plain ? text : MARK + json(Json.createValue(text).toString());
    }

    public static String read(String stored) {
        if (!stored.startsWith(MARK)) {
            return stored;
        }
        try (var reader = Json.createReader(new StringReader("[" + stored.substring(MARK.length()) + "]"))) {
            return ((JsonString) reader.readArray().get(0)).getString();
        }
    }

    private static String escapeHalfPairs(String json) {
        var out = new StringBuilder(json.length() + 16);
        int from = 0;
        for (int at = halfPairAt(json, 0); at >= 0; at = halfPairAt(json, from)) {
            out.append(json, from, at).append(String.format("\\u%04x", (int) json.charAt(at)));
            from = at + 1;
        }
        return out.append(json, from, json.length()).toString();
    }

    /** The place of the first surrogate without its other half, from {@code from} on; -1 where there is none. */
    private static int halfPairAt(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                return i;
            }
            i++;
        }
        return -1;
    }
}
