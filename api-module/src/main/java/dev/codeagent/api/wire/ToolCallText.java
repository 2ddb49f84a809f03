package dev.codeagent.api.wire;

import dev.codeagent.api.error.AgentException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * The text of a tool call for a person who decides about it. It contains the whole call, or says how much of it is
 * missing. No character of the call can be invisible, move the cursor, change the direction of text, or push text out of
 * sight: such characters are shown by their number between angle brackets.
 */
public final class ToolCallText {
    /** A longer call is not shown as a whole. */
    public static final int MAX_CHARS = 8_000;

    private static final int HEAD_CHARS = 5_000;
    private static final int TAIL_CHARS = 2_000;
    private static final int MAX_BLANKS = 20;
    private static final int MAX_EMPTY_LINES = 2;
    private static final int MAX_COMBINING_MARKS = 2;
    private static final String LINE_BREAK = "⏎\n    ";

    private ToolCallText() {}

    /** Returns the tool, then each argument on lines of its own. */
    public static String of(String tool, String arguments) {
        var text = new StringBuilder(visibleLine(tool));
        try {
            JsonObject object = EnvelopeCodec.parse(arguments.isBlank() ? "{}" : arguments);
            object.forEach((name, value) -> append(text, visibleLine(name), value));
        } catch (AgentException e) {
            text.append("\n  ").append(visible(arguments));
        }
        return limit(text.toString());
    }

    private static void append(StringBuilder text, String name, JsonValue value) {
        switch (value) {
            case JsonObject object
            when !object.isEmpty() -> object.forEach((field, v) -> append(text, name + "." + visibleLine(field), v));
            case JsonArray array
            when !array.isEmpty() -> {
                for (int i = 0; i < array.size(); i++) {
                    append(text, name + "[" + i + "]", array.get(i));
                }
            }
            case JsonString s -> text.append("\n  ").append(name).append(": ").append(visible(s.getString()));
            default -> text.append("\n  ").append(name).append(": ").append(value);
        }
    }

    private static String limit(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        int hidden = text.length() - HEAD_CHARS - TAIL_CHARS;
        return text.substring(0, HEAD_CHARS) + "\n  ⟨" + hidden
                + " characters are NOT SHOWN here; `codeagent approvals --json` shows the whole call⟩\n"
                + text.substring(text.length() - TAIL_CHARS);
    }

    /** Like {@link #visible}, on one line. */
    public static String visibleLine(String text) {
        return visible(text).replace(LINE_BREAK, "⏎");
    }

    /** Whether the text has no character that {@link #visible} replaces, and no line break. */
    public static boolean isPlain(String text) {
        return visibleLine(text).equals(text);
    }

    /** Replaces what a reader could not see; a line break is marked and the next line is indented. */
    public static String visible(String text) {
        var visible = new StringBuilder(text.length() + 16);
        int marks = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int run = runLength(text, i, c);
            if ((c == ' ' && run > MAX_BLANKS) || (c == '\n' && run > MAX_EMPTY_LINES + 1)) {
                visible.append('⟨').append(run).append(c == ' ' ? " blanks⟩" : " line breaks⟩");
                visible.append(c == '\n' ? LINE_BREAK : "");
                i += run;
                continue;
            }
            marks = isCombining(c) ? marks + 1 : 0;
            if (c == '\n') {
                visible.append(LINE_BREAK);
            } else if (c != ' ' && isHidden(c) || marks > MAX_COMBINING_MARKS) {
                visible.append(String.format("⟨U+%04X⟩", c));
            } else {
                visible.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return visible.toString();
    }

    private static int runLength(String text, int from, int c) {
        int end = from;
        while (end < text.length() && text.charAt(end) == c) {
            end++;
        }
        return end - from;
    }

    private static boolean isCombining(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> true;
            default -> isBlankLetter(c) || c == '⟨' || c == '⟩' || c == '⏎';
        };
    }

    /** Letters, symbols and marks that fonts show as nothing. */
    private static boolean isBlankLetter(int c) {
        return c == 0x115f
                || c == 0x1160
                || c == 0x3164
                || c == 0xffa0
                || c == 0x2800
                || c == 0x034f
                || c == 0x17b4
                || c == 0x17b5
                || c >= 0x180b && c <= 0x180f
                || c >= 0xfe00 && c <= 0xfe0f
                || c >= 0xe0100 && c <= 0xe01ef;
    }
}
