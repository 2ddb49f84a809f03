package dev.codeagent.policy.shell;

/** ANSI-C quoting: the text between {@code $'} and {@code '}. */
final class AnsiCQuoting {
    private AnsiCQuoting() {}

    /** Reads up to the closing quote. */
    static String read(CharCursor cursor) {
        var text = new StringBuilder();
        while (cursor.peek() != '\'') {
            if (cursor.isAtEnd()) {
                throw cursor.parseError("$' is not closed");
            }
            char c = cursor.next();
            if (c == '\n') {
                cursor.rejectPendingHereDocument();
            }
            if (c == '\\') {
                readEscape(cursor, text);
            } else {
                text.append(c);
            }
        }
        cursor.next();
        return text.toString();
    }

    private static void readEscape(CharCursor cursor, StringBuilder text) {
        char c = cursor.next();
        switch (c) {
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'e', 'E' -> text.append('\u001b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append('\u000b');
            case 'c' -> text.append((char) (cursor.next() & 0x1f));
            case 'x' -> readNumber(cursor, text, 2);
            case 'u' -> readNumber(cursor, text, 4);
            case 'U' -> readNumber(cursor, text, 8);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int value = Character.digit(c, 8);
                for (int i = 0; i < 2 && cursor.peek() < 0x80 && Character.digit(cursor.peek(), 8) >= 0; i++) {
                    value = value * 8 + Character.digit(cursor.next(), 8);
                }
                appendCodePoint(cursor, text, value > 0x7f ? -1 : value);
            }
            case '\\', '\'', '"', '?' -> text.append(c);
            default -> text.append('\\').append(c);
        }
    }

    private static void readNumber(CharCursor cursor, StringBuilder text, int maxDigits) {
        long value = 0;
        int digits = 0;
        while (digits < maxDigits && cursor.peek() < 0x80 && Character.digit(cursor.peek(), 16) >= 0) {
            value = value * 16 + Character.digit(cursor.next(), 16);
            digits++;
        }
        appendCodePoint(cursor, text, digits == 0 || maxDigits == 2 && value > 0x7f ? -1 : value);
    }

    private static void appendCodePoint(CharCursor cursor, StringBuilder text, long value) {
        // In bash a zero ends the text, and bytes above 127 are parts of a character. Neither is needed, so both are
        // rejected.
        boolean mark = value >= ShellWord.FIRST_WILDCARD && value <= ShellWord.LAST_WILDCARD;
        if (value <= 0 || mark || value > Character.MAX_CODE_POINT) {
            throw cursor.parseError("an escape in $'…' is not a valid character");
        }
        text.appendCodePoint((int) value);
    }
}
