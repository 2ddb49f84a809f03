package dev.codeagent.api.policy.shell;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;

/** A script's characters and how far they are read. */
final class Source {
    static final char END = '\uffff';
    private static final int MOST = 200_000;
    private static final String META = " \t\n;&|()<>";

    private final String text;
    private int at;
    /** Here-documents whose bodies begin behind the next end of a line. */
    final Deque<HereDocument> pending = new ArrayDeque<>();

    Source(String text) {
        this.text = text;
        requireShort(text);
        if (text.chars().anyMatch(c -> c == 0 || c == END || ShellWord.mark((char) c))) {
            throw new AgentException(ErrorCode.INVALID_VALUE, "the command holds a character that no command has");
        }
    }

    private static void requireShort(String text) {
        if (text.length() > MOST) {
            throw new AgentException(ErrorCode.INVALID_VALUE, "the command has more than " + MOST + " characters");
        }
    }

    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : END;
    }

    char next() {
        char c = peek();
        at++;
        return c;
    }

    boolean end() {
        return at >= text.length();
    }

    boolean lookingAt(String expected) {
        return text.startsWith(expected, at);
    }

    boolean take(String expected) {
        if (!lookingAt(expected)) {
            return false;
        }
        at += expected.length();
        return true;
    }

    /** Whether this word, unquoted and whole, comes next. */
    boolean lookingAtWord(String word) {
        return lookingAt(word) && delimits(peek(word.length()));
    }

    boolean takeWord(String word) {
        return lookingAtWord(word) && take(word);
    }

    static boolean delimits(char c) {
        return c == END || META.indexOf(c) >= 0;
    }

    /** Blanks, and line ends behind a backslash. */
    void skipBlanks() {
        while (true) {
            if (peek() == ' ' || peek() == '\t') {
                at++;
            } else if (!take("\\\n")) {
                break;
            }
        }
        if (peek() == '#') {
            while (!end() && peek() != '\n') {
                at++;
            }
        }
    }

    /** The rest of this line, without its end, which is read too. */
    String line() {
        int stop = text.indexOf('\n', at);
        String line = text.substring(at, stop < 0 ? text.length() : stop);
        at = stop < 0 ? text.length() : stop + 1;
        return line;
    }

    /** A line end in a word would come before the bodies of here-documents: shells differ there. */
    void lineEndInWord() {
        if (!pending.isEmpty()) {
            throw fail("a here-document whose line goes on");
        }
    }

    String between(int from, int to) {
        return text.substring(from, to);
    }

    /** The name that stands alone from there up to the brace that was just read; empty where there is more. */
    String name(int from) {
        String inside = between(from, at - 1);
        return inside.matches("[A-Za-z_][A-Za-z0-9_]*") ? inside : "";
    }

    int position() {
        return at;
    }

    AgentException fail(String what) {
        return new AgentException(
                ErrorCode.INVALID_VALUE,
                "the command cannot be parsed at character " + Math.min(at + 1, text.length() + 1) + ": " + what);
    }
}
