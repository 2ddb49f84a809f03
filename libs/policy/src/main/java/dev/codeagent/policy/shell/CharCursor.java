package dev.codeagent.policy.shell;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;

/** The characters of a script and the current reading position. */
final class CharCursor {
    static final char END = '\uffff';
    private static final int MAX_LENGTH = 200_000;
    private static final String METACHARACTERS = " \t\n;&|()<>";

    private final String text;
    private int position;
    /** Here-documents whose bodies start after the next line end. */
    final Deque<HereDocument> pendingHereDocuments = new ArrayDeque<>();

    CharCursor(String text) {
        this.text = text;
        requireMaxLength(text);
        if (text.chars().anyMatch(c -> c == 0 || c == END || ShellWord.isWildcard((char) c))) {
            throw new AgentException(ErrorCode.INVALID_VALUE, "the command contains a Unicode noncharacter; remove it");
        }
    }

    private static void requireMaxLength(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "the command is longer than " + MAX_LENGTH + " characters; write a shorter command");
        }
    }

    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return position + ahead < text.length() ? text.charAt(position + ahead) : END;
    }

    char next() {
        char c = peek();
        position++;
        return c;
    }

    boolean isAtEnd() {
        return position >= text.length();
    }

    boolean isAt(String expected) {
        return text.startsWith(expected, position);
    }

    boolean consume(String expected) {
        if (!isAt(expected)) {
            return false;
        }
        position += expected.length();
        return true;
    }

    /** Whether the next word is exactly this one, unquoted. */
    boolean isAtWord(String word) {
        return isAt(word) && isDelimiter(peek(word.length()));
    }

    boolean consumeWord(String word) {
        return isAtWord(word) && consume(word);
    }

    static boolean isDelimiter(char c) {
        return c == END || METACHARACTERS.indexOf(c) >= 0;
    }

    /** Skips spaces, tabs, escaped line ends and a comment. */
    void skipBlanks() {
        while (true) {
            if (peek() == ' ' || peek() == '\t') {
                position++;
            } else if (!consume("\\\n")) {
                break;
            }
        }
        if (peek() == '#') {
            while (!isAtEnd() && peek() != '\n') {
                position++;
            }
        }
    }

    /** Reads the rest of this line and its line end; returns it without the line end. */
    String readLine() {
        int stop = text.indexOf('\n', position);
        String line = text.substring(position, stop < 0 ? text.length() : stop);
        position = stop < 0 ? text.length() : stop + 1;
        return line;
    }

    /** Shells differ when a line end inside a word comes before the bodies of here-documents. */
    void rejectPendingHereDocument() {
        if (!pendingHereDocuments.isEmpty()) {
            throw parseError("the line of a here-document continues on the next line");
        }
    }

    String substring(int from, int to) {
        return text.substring(from, to);
    }

    /**
     * Returns the variable name between this position and the closing brace that was just read; empty if there is more
     * than a name.
     */
    String variableName(int from) {
        String inside = substring(from, position - 1);
        return inside.matches("[A-Za-z_][A-Za-z0-9_]*") ? inside : "";
    }

    int position() {
        return position;
    }

    AgentException parseError(String what) {
        return new AgentException(
                ErrorCode.INVALID_VALUE,
                "the command cannot be parsed at character " + Math.min(position + 1, text.length() + 1) + ": " + what);
    }
}
