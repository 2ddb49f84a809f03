package dev.codeagent.policy.shell;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;

/** A script's characters and how far they are read. */
final class CharCursor {
    static final char END = '\uffff';
    private static final int MAX_LENGTH = 200_000;
    private static final String METACHARACTERS = " \t\n;&|()<>";

    private final String text;
    private int position;
    /** Here-documents whose bodies begin behind the next end of a line. */
    final Deque<HereDocument> pendingHereDocuments = new ArrayDeque<>();

    CharCursor(String text) {
        this.text = text;
        requireMaxLength(text);
        if (text.chars().anyMatch(c -> c == 0 || c == END || ShellWord.isWildcard((char) c))) {
            throw new AgentException(ErrorCode.INVALID_VALUE, "the command holds a character that no command has");
        }
    }

    private static void requireMaxLength(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "the command has more than " + MAX_LENGTH + " characters");
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

    /** Whether this word, unquoted and whole, comes next. */
    boolean isAtWord(String word) {
        return isAt(word) && isDelimiter(peek(word.length()));
    }

    boolean consumeWord(String word) {
        return isAtWord(word) && consume(word);
    }

    static boolean isDelimiter(char c) {
        return c == END || METACHARACTERS.indexOf(c) >= 0;
    }

    /** Blanks, and line ends behind a backslash. */
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

    /** The rest of this line, without its end, which is read too. */
    String readLine() {
        int stop = text.indexOf('\n', position);
        String line = text.substring(position, stop < 0 ? text.length() : stop);
        position = stop < 0 ? text.length() : stop + 1;
        return line;
    }

    /** A line end in a word would come before the bodies of here-documents: shells differ there. */
    void rejectPendingHereDocument() {
        if (!pendingHereDocuments.isEmpty()) {
            throw parseError("a here-document whose line goes on");
        }
    }

    String substring(int from, int to) {
        return text.substring(from, to);
    }

    /** The name that stands alone from there up to the brace that was just read; empty where there is more. */
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
