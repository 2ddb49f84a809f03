package dev.codeagent.cli.terminal;

/**
 * Makes text from models, tools and files safe to print in a terminal: replaces control characters, and so every escape
 * sequence, and characters that change the text direction by visible ones. Keeps line feeds and tabs.
 */
public final class TerminalSanitizer {
    private TerminalSanitizer() {}

    public static String sanitize(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPrintable(c)) {
                if (safe != null) {
                    safe.append(c);
                }
                continue;
            }
            if (safe == null) {
                safe = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            safe.append(escape(c, i + 1 == text.length() || text.charAt(i + 1) == '\n'));
        }
        return safe == null ? text : safe.toString();
    }

    /** Like {@link #sanitize}, but on one line of at most {@code max} characters. */
    public static String sanitizeLine(String text, int max) {
        String line = sanitize(text).replace('\n', ' ').replace('\t', ' ').strip();
        return line.length() <= max ? line : line.substring(0, max - 1) + "…";
    }

    /** JSON in which the control characters that JSON allows (U+007F to U+009F) are escaped too. */
    public static String escapeJson(String json) {
        StringBuilder escaped = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean control = c >= 0x7f && c <= 0x9f;
            if (control && escaped == null) {
                escaped = new StringBuilder(json.length() + 16).append(json, 0, i);
            }
            if (escaped != null) {
                escaped.append(control ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return escaped == null ? json : escaped.toString();
    }

    private static boolean isPrintable(char c) {
        return c == '\n' || c == '\t' || c >= ' ' && c < 0x7f || c > 0x9f && !isInvisible(c);
    }

    /** Characters that are invisible or change the direction: a line of code can look different from what it is. */
    private static boolean isInvisible(char c) {
        return c >= '\u202a' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069'
                || c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || c == '\u200b'
                || c == '\u00ad'
                || c == '\ufeff'
                || c >= '\u2028' && c <= '\u2029'
                || c >= '\u2060' && c <= '\u206f';
    }

    private static String escape(char c, boolean endsLine) {
        if (c == '\r' && endsLine) {
            return "";
        }
        if (c < ' ') {
            return String.valueOf((char) (0x2400 + c));
        }
        return c == 0x7f ? "\u2421" : String.format("<U+%04X>", (int) c);
    }
}
