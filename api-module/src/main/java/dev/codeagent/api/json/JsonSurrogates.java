package dev.codeagent.api.json;

/** Finds unpaired surrogates in JSON text, where each half may be a character or an escape such as {@code \ud800}. */
final class JsonSurrogates {
    private static final String REPLACEMENT = "\uFFFD";
    private static final int ESCAPE_LENGTH = 6;
    private static final int NONE = -1;

    private final String json;
    private final StringBuilder replaced = new StringBuilder();
    private int copied;

    private JsonSurrogates(String json) {
        this.json = json;
    }

    /** The text with U+FFFD instead of each unpaired surrogate. */
    static String replaceUnpaired(String json) {
        return new JsonSurrogates(json).replace();
    }

    private String replace() {
        int high = NONE;
        int length;
        for (int i = 0; i < json.length(); i += length) {
            length = unitLength(i);
            char unit = unit(i, length);
            boolean isPair = high != NONE && Character.isLowSurrogate(unit);
            if (high != NONE && !isPair) {
                replace(high, i);
            } else if (high == NONE && Character.isLowSurrogate(unit)) {
                replace(i, i + length);
            }
            high = Character.isHighSurrogate(unit) ? i : NONE;
        }
        if (high != NONE) {
            replace(high, json.length());
        }
        return copied == 0 ? json : replaced.append(json, copied, json.length()).toString();
    }

    private void replace(int from, int to) {
        replaced.append(json, copied, from).append(REPLACEMENT);
        copied = to;
    }

    /** The number of characters that stand for one character of the string: an escape has two or six. */
    private int unitLength(int index) {
        if (json.charAt(index) != '\\') {
            return 1;
        }
        return isUnicodeEscape(index) ? ESCAPE_LENGTH : Math.min(2, json.length() - index);
    }

    private boolean isUnicodeEscape(int index) {
        if (index + ESCAPE_LENGTH > json.length() || json.charAt(index + 1) != 'u') {
            return false;
        }
        for (int i = index + 2; i < index + ESCAPE_LENGTH; i++) {
            if (Character.digit(json.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private char unit(int index, int length) {
        return switch (length) {
            case 1 -> json.charAt(index);
            case ESCAPE_LENGTH -> (char) Integer.parseInt(json, index + 2, index + ESCAPE_LENGTH, 16);
            default -> 0;
        };
    }
}
