package dev.codeagent.api.json;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON that another party wrote: a client, a model, an executor. The limits are checked before anything is
 * parsed, so that no text costs more memory or time than its length suggests. The messages of its exceptions continue
 * "the message is …" and contain nothing of the text.
 */
public final class BoundedJson {
    private static final Pattern SCALAR =
            Pattern.compile("true|false|null|-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+");

    private static final String WHITESPACE = " \t\r\n";
    private static final int MAX_NUMBER_CHARS = 100;
    /** A larger exponent is of no use, and expensive: 1e999999999 written in full has a billion digits. */
    private static final int MAX_EXPONENT_DIGITS = 3;

    /** One factory: without it, each text searches the implementation and allocates a buffer of its own. */
    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    private BoundedJson() {}

    /**
     * What a text may contain.
     *
     * @param chars characters
     * @param depth objects and arrays within each other
     * @param elements objects, arrays, and their members
     */
    public record Limits(int chars, int depth, int elements) {
        /** For a message of another party. */
        public static final Limits MESSAGE = new Limits(16 << 20, 100, 500_000);

        /** For text that the system itself wrote. */
        public static final Limits STORED = new Limits(Integer.MAX_VALUE, 900, Integer.MAX_VALUE);

        public Limits withChars(int newChars) {
            return new Limits(newChars, depth, elements);
        }
    }

    /**
     * Reads an object; U+FFFD replaces each unpaired surrogate in its strings.
     *
     * @throws AgentException MALFORMED_MESSAGE or MESSAGE_TOO_LARGE
     */
    public static JsonObject readObject(String text, Limits limits) {
        check(text, limits);
        return parse(JsonSurrogates.replaceUnpaired(text));
    }

    /**
     * Reads an object whose strings may begin or end with one half of a surrogate pair, because the other half is in
     * the next or previous object of a stream.
     *
     * @throws AgentException MALFORMED_MESSAGE or MESSAGE_TOO_LARGE
     */
    public static JsonObject readFragment(String text, Limits limits) {
        check(text, limits);
        return parse(text);
    }

    /** Reads a JSON value of any type; throws as {@link #readFragment} does. */
    public static JsonValue readValue(String text, Limits limits) {
        check(text, limits);
        return parseValue(text);
    }

    private static JsonValue parseValue(String text) {
        try (var reader = READERS.createReader(new StringReader(text))) {
            return reader.readValue();
        } catch (JsonException | IllegalStateException e) {
            String position = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw malformed("not a JSON object: " + position);
        }
    }

    private static JsonObject parse(String text) {
        if (parseValue(text) instanceof JsonObject object) {
            return object;
        }
        throw malformed("JSON, but not an object; send {\"…\": …}");
    }

    private static void check(String text, Limits limits) {
        if (text.length() > limits.chars()) {
            throw tooLarge("it has more than " + limits.chars() + " characters");
        }
        int depth = 0;
        int elements = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (depth == 0 && isScalar(c)) {
                if (c == '-' || isDigit(c)) {
                    checkNumber(text, i);
                }
                requireBlank(text, c == '"' ? indexOfClosingQuote(text, i) + 1 : endOfScalar(text, i));
                return;
            }
            switch (c) {
                case '"' -> i = indexOfClosingQuote(text, i);
                case '{', '[' -> {
                    depth++;
                    elements++;
                }
                case '}', ']' -> {
                    depth--;
                    if (depth == 0) {
                        requireBlank(text, i + 1);
                        return;
                    }
                }
                case ',' -> elements++;
                default -> i = c == '-' || isDigit(c) ? checkNumber(text, i) - 1 : i;
            }
            if (depth > limits.depth()) {
                throw malformed("nested too deeply: at most " + limits.depth() + " levels are allowed");
            }
            if (elements > limits.elements()) {
                throw tooLarge("it has more than " + limits.elements() + " elements");
            }
        }
    }

    /** Whether the character begins a value without members. */
    private static boolean isScalar(char c) {
        return c == '"' || c == '-' || Character.isLetterOrDigit(c);
    }

    private static int endOfScalar(String text, int start) {
        Matcher scalar = SCALAR.matcher(text).region(start, text.length());
        if (!scalar.lookingAt()) {
            throw malformed("not a JSON object: no value begins at character " + start);
        }
        return scalar.end();
    }

    /** A parser stops at the end of the value; what follows could be a second message, which nobody would answer. */
    private static void requireBlank(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (WHITESPACE.indexOf(text.charAt(i)) < 0) {
                throw malformed("not one JSON value: text follows its end at character " + i);
            }
        }
    }

    /** The index of the quote that ends a string, or the end of the text. */
    private static int indexOfClosingQuote(String text, int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** Returns the index after the number. */
    private static int checkNumber(String text, int start) {
        int end = start + 1;
        int exponent = -1;
        for (; end < text.length() && isPartOfNumber(text.charAt(end)); end++) {
            if (text.charAt(end) == 'e' || text.charAt(end) == 'E') {
                exponent = end;
            }
        }
        boolean hugeExponent = exponent >= 0 && exponentDigits(text, exponent, end) > MAX_EXPONENT_DIGITS;
        if (hugeExponent || end - start > MAX_NUMBER_CHARS) {
            throw malformed("not acceptable: a number may have " + MAX_NUMBER_CHARS + " characters and an exponent of "
                    + MAX_EXPONENT_DIGITS + " digits");
        }
        return end;
    }

    private static int exponentDigits(String text, int exponent, int end) {
        int first = exponent + 1;
        if (first < end && !isDigit(text.charAt(first))) {
            first++;
        }
        while (first < end && text.charAt(first) == '0') {
            first++;
        }
        return end - first;
    }

    private static boolean isPartOfNumber(char c) {
        return isDigit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static AgentException malformed(String problem) {
        return new AgentException(ErrorCode.MALFORMED_MESSAGE, problem);
    }

    private static AgentException tooLarge(String problem) {
        return new AgentException(ErrorCode.MESSAGE_TOO_LARGE, "too large: " + problem);
    }
}
