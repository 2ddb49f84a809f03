package dev.codeagent.policy.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A word as a program will get it. Where its text is known only when the command runs, a mark stands in it.
 *
 * @param text characters and marks
 * @param certain false where shells differ in how they read it (braces, {@code $'…'})
 * @param variable the variable whose value is all of the word; empty where it is something else
 */
public record ShellWord(String text, boolean certain, String variable) {
    /** Marks are Unicode's noncharacters; a command that holds one is refused. */
    public static final char ANY_TEXT = '\ufdd0';

    /** Any text, which may also become several words or none. */
    public static final char ANY_WORDS = '\ufdd1';

    /** A glob's star: any text without a slash. */
    public static final char ANY_NAME = '\ufdd2';

    /** One character without a slash. */
    public static final char ANY_CHAR = '\ufdd3';

    static final char FIRST_WILDCARD = '\ufdd0';
    static final char LAST_WILDCARD = '\ufdef';

    public ShellWord(String text, boolean sure) {
        this(text, sure, "");
    }

    public static ShellWord of(String text) {
        return new ShellWord(text, true);
    }

    public static boolean isWildcard(char c) {
        return c >= FIRST_WILDCARD && c <= LAST_WILDCARD;
    }

    /** Whether the text is known. */
    public boolean isKnown() {
        return text.chars().noneMatch(c -> isWildcard((char) c));
    }

    /** Whether it may become several words, or none. */
    public boolean maySplit() {
        return text.indexOf(ANY_WORDS) >= 0;
    }

    /** The name of the program that this word starts, without its folder; empty where it is not known. */
    public Optional<String> programName() {
        int slash = text.lastIndexOf('/');
        String name = text.substring(slash + 1);
        String directory = text.substring(0, slash + 1);
        boolean certainDirectory = directory.chars().allMatch(c -> !isWildcard((char) c) || c == ANY_TEXT);
        boolean certainName = name.chars().noneMatch(c -> isWildcard((char) c));
        return certainDirectory && certainName && !name.isEmpty() ? Optional.of(name) : Optional.empty();
    }

    /** The words that this text becomes as the value of a variable that stands unquoted: split, globs in force. */
    List<ShellWord> splitValues() {
        return Arrays.stream(text.split("[ \t\n]+"))
                .filter(part -> !part.isEmpty())
                .map(part -> ShellWord.of(part.replace('*', ANY_NAME)
                        .replace('?', ANY_CHAR)
                        .replaceAll("\\[[^]]+]", String.valueOf(ANY_CHAR))))
                .toList();
    }

    /** How people read it: marks as an ellipsis. */
    public String displayText() {
        var displayText = new StringBuilder();
        text.chars().forEach(c -> displayText.append(isWildcard((char) c) ? '…' : (char) c));
        return displayText.toString();
    }
}
