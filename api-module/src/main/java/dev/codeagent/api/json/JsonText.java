package dev.codeagent.api.json;

/** Writes a JSON object without a tree of objects (RFC 8259), for messages that are sent many times a second. */
public final class JsonText {
    private static final char FIRST_PRINTABLE = ' ';

    private final StringBuilder out;

    /** @param chars the expected length */
    public JsonText(int chars) {
        out = new StringBuilder(chars).append('{');
    }

    public JsonText member(String name, String value) {
        startMember(name);
        appendString(value);
        return this;
    }

    public JsonText member(String name, int value) {
        startMember(name);
        out.append(value);
        return this;
    }

    /** A member whose value is JSON itself. */
    public JsonText member(String name, JsonText value) {
        startMember(name);
        out.append(value.out).append('}');
        return this;
    }

    private void startMember(String name) {
        if (out.length() > 1) {
            out.append(',');
        }
        appendString(name);
        out.append(':');
    }

    private void appendString(String value) {
        out.append('"');
        int copied = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < FIRST_PRINTABLE || c == '"' || c == '\\') {
                appendEscape(out.append(value, copied, i), c);
                copied = i + 1;
            }
        }
        out.append(value, copied, value.length()).append('"');
    }

    /** The object as text. */
    @Override
    public String toString() {
        return out + "}";
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
