package dev.codeagent.api.json;

/** Writes JSON text without a tree of objects, for messages that are sent many times a second. */
public final class JsonText {
    private static final char FIRST_PRINTABLE = ' ';

    private JsonText() {}

    /** Appends {@code ,"name":"value"} (RFC 8259, section 7). */
    public static StringBuilder appendMember(StringBuilder out, String name, String value) {
        return appendString(out.append(",\"").append(name).append("\":"), value);
    }

    /** Appends a string with its quotes and escapes. */
    public static StringBuilder appendString(StringBuilder out, String value) {
        out.append('"');
        int copied = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < FIRST_PRINTABLE || c == '"' || c == '\\') {
                appendEscape(out.append(value, copied, i), c);
                copied = i + 1;
            }
        }
        return out.append(value, copied, value.length()).append('"');
    }

    private static void appendEscape(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xF, 16));
        }
    }
}
