package dev.codeagent.providers.wire;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Removes the key of a provider from an answer that repeats it, also if the answer arrives in pieces. */
final class KeyRedactor {
    private static final String STARS = "***";
    private static final int MIN_LENGTH = 12;
    private static final int MIN_LENGTH_WITHOUT_DIGIT = 20;
    private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\(?:u00([2-7][0-9a-fA-F])|.)", Pattern.DOTALL);

    private final String key;

    KeyRedactor(Optional<String> key) {
        this.key = key.filter(KeyRedactor::isRecognizable).orElse("");
    }

    /** Short and simple keys, such as {@code ollama} or {@code sk-no-key-required}, are words that an answer may contain. */
    private static boolean isRecognizable(String key) {
        return key.length() >= MIN_LENGTH_WITHOUT_DIGIT
                || key.length() >= MIN_LENGTH && key.chars().anyMatch(Character::isDigit);
    }

    /** The text with stars instead of the key. */
    String redact(String text) {
        return key.isEmpty() || text.length() < key.length() ? text : text.replace(key, STARS);
    }

    /** The length of the end of the text that may be the beginning of the key. */
    int partialKeyLength(String text) {
        if (key.isEmpty()) {
            return 0;
        }
        int first = key.charAt(0);
        int from = Math.max(0, text.length() - key.length() + 1);
        for (int i = text.indexOf(first, from); i >= 0; i = text.indexOf(first, i + 1)) {
            if (text.regionMatches(i, key, 0, text.length() - i)) {
                return text.length() - i;
            }
        }
        return 0;
    }

    /** The JSON text with stars instead of the key, also if the key is written with escapes. */
    String redactJson(String json) {
        String redacted = redact(json);
        if (key.isEmpty() || redacted.indexOf('\\') < 0) {
            return redacted;
        }
        String unescaped = JSON_ESCAPE.matcher(redacted).replaceAll(KeyRedactor::unescape);
        return unescaped.contains(key) ? redact(unescaped) : redacted;
    }

    /** A quotation mark and a backslash keep their escape, so that the text stays the same JSON. */
    private static String unescape(MatchResult escape) {
        @Nullable String hex = escape.group(1);
        String plain = hex != null
                ? String.valueOf((char) Integer.parseInt(hex, 16))
                : escape.group().substring(1);
        boolean isNeeded = hex == null ? !plain.equals("/") : "\"\\\u007f".contains(plain);
        return Matcher.quoteReplacement(isNeeded ? escape.group() : plain);
    }
}
