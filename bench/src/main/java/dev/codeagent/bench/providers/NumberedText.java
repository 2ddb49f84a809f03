package dev.codeagent.bench.providers;

/** A text whose chunks carry their numbers, so that a reader can tell whether each arrived, once and in order. */
final class NumberedText {
    /** The characters of a chunk: seven digits and a blank. */
    static final int CHUNK_SIZE = 8;

    private static final int DIGITS = 7;

    private NumberedText() {}

    static String create(int chunks) {
        var text = new StringBuilder(chunks * CHUNK_SIZE);
        for (int i = 0; i < chunks; i++) {
            text.append(String.format("%07d ", i));
        }
        return text.toString();
    }

    /** Returns the number at this position of the text; -1 if there is none. */
    static int numberAt(String text, int position) {
        if (position + DIGITS > text.length()) {
            return -1;
        }
        int number = 0;
        for (int i = position; i < position + DIGITS; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
