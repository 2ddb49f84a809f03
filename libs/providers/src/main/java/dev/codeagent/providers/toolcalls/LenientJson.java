package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.error.AgentException;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Reads a JSON value as models write it. It accepts what has one meaning only: commas before a closing bracket, strings in
 * single quotes, line breaks in strings, a backslash before a character that needs none, the literals of Python, and
 * closing braces that are missing at the end of the text. Everything else is an error, like in JSON.
 */
final class LenientJson {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NUMBER_CHARS = 40;
    private static final Map<String, JsonValue> LITERALS = Map.of(
            "true", JsonValue.TRUE,
            "false", JsonValue.FALSE,
            "null", JsonValue.NULL,
            "True", JsonValue.TRUE,
            "False", JsonValue.FALSE,
            "None", JsonValue.NULL);

    private final String text;
    private int position;
    private int depth;
    private boolean closed = true;

    private LenientJson(String text, int start) {
        this.text = text;
        this.position = start;
    }

    /**
     * A value and where it ends.
     *
     * @param end the index after the value
     * @param closed false if closing braces were missing at the end of the text
     */
    record Parsed(JsonValue value, int end, boolean closed) {}

    /**
     * Reads the value that starts at the index, after white space.
     *
     * @throws AgentException INVALID_VALUE if the text is not a value that has one meaning; the message continues "the
     *     arguments are not valid JSON: …"
     */
    static Parsed parse(String text, int start) {
        var parser = new LenientJson(text, start);
        JsonValue value = parser.value();
        return new Parsed(value, parser.position, parser.closed);
    }

    private JsonValue value() {
        skipSpace();
        char c = peek();
        if (c == '{' || c == '[') {
            if (++depth > MAX_DEPTH) {
                throw problem("nested deeper than " + MAX_DEPTH + " levels");
            }
            JsonValue value = c == '{' ? object() : array();
            depth--;
            return value;
        }
        if (c == '"' || c == '\'') {
            return Json.createValue(string());
        }
        return c == '-' || isDigit(c) ? number() : literal();
    }

    private JsonValue object() {
        position++;
        JsonObjectBuilder members = Json.createObjectBuilder();
        for (boolean first = true; ; first = false) {
            skipSpace();
            if (position == text.length() && !first) {
                closed = false;
                return members.build();
            }
            if (peek() == '}') {
                position++;
                return members.build();
            }
            if (!first) {
                expect(',');
                skipSpace();
                if (peek() == '}') {
                    continue;
                }
            }
            if (peek() != '"' && peek() != '\'') {
                throw problem("a name in quotes is expected");
            }
            String name = string();
            skipSpace();
            expect(':');
            members.add(name, value());
        }
    }

    private JsonValue array() {
        position++;
        JsonArrayBuilder elements = Json.createArrayBuilder();
        for (boolean first = true; ; first = false) {
            skipSpace();
            if (!first && peek() == ',') {
                position++;
                skipSpace();
            } else if (!first && peek() != ']') {
                throw problem("',' or ']' is expected");
            }
            if (peek() == ']') {
                position++;
                return elements.build();
            }
            elements.add(value());
        }
    }

    private String string() {
        char quote = text.charAt(position++);
        var result = new StringBuilder();
        boolean superfluousEscape = false;
        boolean ambiguousEscape = false;
        while (true) {
            char c = peek();
            position++;
            if (c == quote) {
                break;
            }
            if (c != '\\') {
                result.append(c);
                continue;
            }
            char escaped = peek();
            position++;
            switch (escaped) {
                case '"', '\'', '\\', '/' -> result.append(escaped);
                case 'n' -> result.append('\n');
                case 't' -> result.append('\t');
                case 'r' -> result.append('\r');
                case 'b', 'f' -> {
                    ambiguousEscape = true;
                    result.append(escaped == 'b' ? '\b' : '\f');
                }
                case 'u' -> result.append(unicode());
                default -> {
                    superfluousEscape = true;
                    result.append('\\').append(escaped);
                }
            }
        }
        if (superfluousEscape && ambiguousEscape) {
            throw problem("backslashes must be written as \\\\ in a string");
        }
        return result.toString();
    }

    private char unicode() {
        int end = position + 4;
        if (end > text.length()
                || !text.substring(position, end).chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            throw problem("four hexadecimal digits are expected after \\u");
        }
        char c = (char) Integer.parseInt(text.substring(position, end), 16);
        position = end;
        return c;
    }

    private JsonValue number() {
        int start = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        if (position == text.length()) {
            throw problem("the text ends within a number");
        }
        String digits = text.substring(start, position);
        try {
            if (digits.length() > MAX_NUMBER_CHARS) {
                throw problem("a number has more than " + MAX_NUMBER_CHARS + " characters");
            }
            var number = new BigDecimal(digits);
            if (Math.abs((long) number.scale()) > 400) {
                throw problem("the exponent of a number is too large");
            }
            return number.scale() == 0 ? Json.createValue(number.toBigIntegerExact()) : Json.createValue(number);
        } catch (NumberFormatException e) {
            throw problem("'" + digits + "' is not a number");
        }
    }

    private JsonValue literal() {
        int start = position;
        while (position < text.length() && Character.isLetter(text.charAt(position))) {
            position++;
        }
        JsonValue value = LITERALS.get(text.substring(start, position));
        if (value == null) {
            position = start;
            throw problem("a value is expected");
        }
        return value;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw problem("'" + c + "' is expected");
        }
        position++;
    }

    private char peek() {
        if (position >= text.length()) {
            throw problem("the text ends too early");
        }
        return text.charAt(position);
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private AgentException problem(String message) {
        return AgentException.invalidValue(message + " at character " + (position + 1));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
