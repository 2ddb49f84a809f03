package dev.codeagent.api.text;

/**
 * Text without unpaired surrogates: UTF-8 cannot encode them, and databases, sockets and model servers reject them.
 */
public final class UnicodeText {
    private static final char REPLACEMENT = '\uFFFD';

    private UnicodeText() {}

    /** The text with U+FFFD instead of each unpaired surrogate. */
    public static String replaceUnpairedSurrogates(String text) {
        int unpaired = indexOfUnpaired(text, 0);
        if (unpaired < 0) {
            return text;
        }
        var replaced = new StringBuilder(text);
        for (; unpaired >= 0; unpaired = indexOfUnpaired(text, unpaired + 1)) {
            replaced.setCharAt(unpaired, REPLACEMENT);
        }
        return replaced.toString();
    }

    /** The beginning of the text, at most {@code maxChars} long, that does not end within a surrogate pair. */
    public static String prefix(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, isPairAt(text, maxChars) ? maxChars - 1 : maxChars);
    }

    /** Whether the index lies between the two characters of a surrogate pair. */
    public static boolean isPairAt(CharSequence text, int index) {
        return index > 0
                && index < text.length()
                && Character.isHighSurrogate(text.charAt(index - 1))
                && Character.isLowSurrogate(text.charAt(index));
    }

    private static int indexOfUnpaired(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPairAt(text, i + 1)) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
