package dev.codeagent.api.policy.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A word as a program will get it. Where its text is known only when the command runs, a mark stands in it.
 *
 * @param text characters and marks
 * @param sure false where shells differ in how they read it (braces, {@code $'…'})
 * @param variable the variable whose value is all of the word; empty where it is something else
 */
public record ShellWord(String text, boolean sure, String variable) {
    /** Marks are Unicode's noncharacters; a command that holds one is refused. */
    public static final char ANY_TEXT = '\ufdd0';

    /** Any text, which may also become several words or none. */
    public static final char ANY_WORDS = '\ufdd1';

    /** A glob's star: any text without a slash. */
    public static final char ANY_NAME = '\ufdd2';

    /** One character without a slash. */
    public static final char ANY_CHAR = '\ufdd3';

    static final char FIRST_MARK = '\ufdd0';
    static final char LAST_MARK = '\ufdef';

    public ShellWord(String text, boolean sure) {
        this(text, sure, "");
    }

    public static ShellWord of(String text) {
        return new ShellWord(text, true);
    }

    public static boolean mark(char c) {
        return c >= FIRST_MARK && c <= LAST_MARK;
    }

    /** Whether the text is known. */
    public boolean known() {
        return text.chars().noneMatch(c -> mark((char) c));
    }

    /** Whether it may become several words, or none. */
    public boolean splits() {
        return text.indexOf(ANY_WORDS) >= 0;
    }

    /** The name of the program that this word starts, without its folder; empty where it is not known. */
    public Optional<String> program() {
        int slash = text.lastIndexOf('/');
        String name = text.substring(slash + 1);
        String folder = text.substring(0, slash + 1);
        boolean sureFolder = folder.chars().allMatch(c -> !mark((char) c) || c == ANY_TEXT);
        boolean sureName = name.chars().noneMatch(c -> mark((char) c));
        return sureFolder && sureName && !name.isEmpty() ? Optional.of(name) : Optional.empty();
    }

    /** The words that this text becomes as the value of a variable that stands unquoted: split, globs in force. */
    List<ShellWord> values() {
        return Arrays.stream(text.split("[ \t\n]+"))
                .filter(part -> !part.isEmpty())
                .map(part -> ShellWord.of(part.replace('*', ANY_NAME)
                        .replace('?', ANY_CHAR)
                        .replaceAll("\\[[^]]+]", String.valueOf(ANY_CHAR))))
                .toList();
    }

    /** How people read it: marks as an ellipsis. */
    public String shown() {
        var shown = new StringBuilder();
        text.chars().forEach(c -> shown.append(mark((char) c) ? '…' : (char) c));
        return shown.toString();
    }
}
