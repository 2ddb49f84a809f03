package dev.codeagent.cli.terminal;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * Number of columns that text takes in a terminal: two for wide East Asian characters and emoji, none for combining
 * marks. A character that several code points form, such as a flag or a family, counts once.
 */
public final class DisplayWidth {
    private DisplayWidth() {}

    /** @param text without control characters */
    public static int of(String text) {
        return isAscii(text) ? text.length() : measure(text, Integer.MAX_VALUE).columns();
    }

    /** The longest beginning of the text that fits into the columns. */
    public static String prefix(String text, int columns) {
        if (isAscii(text)) {
            return text.substring(0, Math.min(text.length(), Math.max(0, columns)));
        }
        return text.substring(0, measure(text, columns).end());
    }

    /** The text on at most {@code columns} columns; a mark at its end says that the rest is missing. */
    public static String truncate(String text, int columns) {
        return of(text) <= columns ? text : prefix(text, Math.max(0, columns - 1)) + (columns > 0 ? "…" : "");
    }

    private record Measured(int end, int columns) {}

    private static Measured measure(String text, int limit) {
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        int columns = 0;
        int start = characters.first();
        for (int end = characters.next(); end != BreakIterator.DONE; end = characters.next()) {
            int width = clusterWidth(text, start, end);
            if (columns + width > limit) {
                break;
            }
            columns += width;
            start = end;
        }
        return new Measured(start, columns);
    }

    private static int clusterWidth(String text, int start, int end) {
        int width = 0;
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            // Variation selector 16 requests the emoji form of a character that is narrow without it.
            width = Math.max(width, c == 0xfe0f && width == 1 ? 2 : codePointWidth(c));
            i += Character.charCount(c);
        }
        return width;
    }

    private static int codePointWidth(int c) {
        if (c < 0x300) {
            return 1;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL -> 0;
            default -> isHangulPart(c) ? 0 : isWide(c) || Character.isEmojiPresentation(c) ? 2 : 1;
        };
    }

    /** Vowels and final consonants of a Hangul syllable that is written in parts. */
    private static boolean isHangulPart(int c) {
        return c >= 0x1160 && c <= 0x11ff;
    }

    /** Characters of the Unicode property East Asian Width W or F. */
    private static boolean isWide(int c) {
        return c >= 0x1100 && c <= 0x115f
                || c >= 0x2e80 && c <= 0xa4cf && c != 0x303f
                || c >= 0xa960 && c <= 0xa97f
                || c >= 0xac00 && c <= 0xd7a3
                || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xfe6f
                || c >= 0xff01 && c <= 0xff60
                || c >= 0xffe0 && c <= 0xffe6
                || c >= 0x16fe0 && c <= 0x1b2ff
                || c >= 0x20000 && c <= 0x3fffd;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }
}
