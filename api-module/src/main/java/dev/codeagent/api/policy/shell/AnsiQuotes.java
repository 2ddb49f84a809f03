package dev.codeagent.api.policy.shell;

/** The text between {@code $'} and {@code '}. */
final class AnsiQuotes {
    private AnsiQuotes() {}

    /** Reads up to the closing quote. */
    static String read(Source source) {
        var text = new StringBuilder();
        while (source.peek() != '\'') {
            if (source.end()) {
                throw source.fail("$' is never closed");
            }
            char c = source.next();
            if (c == '\n') {
                source.lineEndInWord();
            }
            if (c == '\\') {
                escape(source, text);
            } else {
                text.append(c);
            }
        }
        source.next();
        return text.toString();
    }

    private static void escape(Source source, StringBuilder text) {
        char c = source.next();
        switch (c) {
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'e', 'E' -> text.append('\u001b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append('\u000b');
            case 'c' -> text.append((char) (source.next() & 0x1f));
            case 'x' -> number(source, text, 2);
            case 'u' -> number(source, text, 4);
            case 'U' -> number(source, text, 8);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int value = Character.digit(c, 8);
                for (int i = 0; i < 2 && source.peek() < 0x80 && Character.digit(source.peek(), 8) >= 0; i++) {
                    value = value * 8 + Character.digit(source.next(), 8);
                }
                append(source, text, value > 0x7f ? -1 : value);
            }
            case '\\', '\'', '"', '?' -> text.append(c);
            default -> text.append('\\').append(c);
        }
    }

    private static void number(Source source, StringBuilder text, int most) {
        long value = 0;
        int digits = 0;
        while (digits < most && source.peek() < 0x80 && Character.digit(source.peek(), 16) >= 0) {
            value = value * 16 + Character.digit(source.next(), 16);
            digits++;
        }
        append(source, text, digits == 0 || most == 2 && value > 0x7f ? -1 : value);
    }

    private static void append(Source source, StringBuilder text, long value) {
        // A zero ends the text in bash, and bytes above 127 are halves of characters: nothing that anybody needs.
        boolean mark = value >= ShellWord.FIRST_MARK && value <= ShellWord.LAST_MARK;
        if (value <= 0 || mark || value > Character.MAX_CODE_POINT) {
            throw source.fail("an escape in $'…' that is no character");
        }
        text.appendCodePoint((int) value);
    }
}
