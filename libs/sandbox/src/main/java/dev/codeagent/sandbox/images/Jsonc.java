package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import jakarta.json.JsonObject;

/** Parses JSON with comments and trailing commas. */
final class Jsonc {
    private Jsonc() {}

    /**
     * Parses an object.
     *
     * @throws IllegalArgumentException with line and column if the text is invalid
     */
    static JsonObject parseObject(String text) {
        try {
            return BoundedJson.readObject(stripComments(text), BoundedJson.Limits.MESSAGE);
        } catch (AgentException e) {
            throw new IllegalArgumentException("is " + e.getMessage(), e);
        }
    }

    /** Replaces comments and trailing commas by blanks, so that lines and columns stay the same. */
    static String stripComments(String text) {
        var json = new StringBuilder(text);
        int comma = -1;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                i = endOfString(text, i);
                comma = -1;
            } else if (text.startsWith("//", i) || text.startsWith("/*", i)) {
                int end = endOfComment(text, i);
                for (int k = i; k < end; k++) {
                    if (text.charAt(k) != '\n') {
                        json.setCharAt(k, ' ');
                    }
                }
                i = end;
            } else {
                if ((c == '}' || c == ']') && comma >= 0) {
                    json.setCharAt(comma, ' ');
                }
                comma = c == ',' ? i : Character.isWhitespace(c) ? comma : -1;
                i++;
            }
        }
        return json.toString();
    }

    private static int endOfString(String text, int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), i + 1);
    }

    private static int endOfComment(String text, int start) {
        boolean line = text.charAt(start + 1) == '/';
        int end = text.indexOf(line ? "\n" : "*/", start + 2);
        return end < 0 ? text.length() : line ? end : end + 2;
    }
}
