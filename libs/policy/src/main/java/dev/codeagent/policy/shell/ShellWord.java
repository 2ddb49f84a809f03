package dev.codeagent.policy.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A word as a program receives it. A wildcard character stands for text that is known only when the command runs.
 *
 * @param text characters and wildcards
 * @param certain false if shells differ in how they parse it (braces, {@code $'…'})
 * @param variable the variable whose value is the whole word; empty if the word is something else
 */
public record ShellWord(String text, boolean certain, String variable) {
    /** Any text. Wildcards are Unicode noncharacters; a command that contains one is rejected. */
    public static final char ANY_TEXT = '\ufdd0';

    /** Any text, which may also become several words or none. */
    public static final char ANY_WORDS = '\ufdd1';

    /** A glob's star: any text without a slash. */
    public static final char ANY_NAME = '\ufdd2';

    /** Any character except a slash. */
    public static final char ANY_CHAR = '\ufdd3';

    /** No file has a longer name. */
    private static final int MAX_NAME_CHARS = 255;

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

    /** Whether the whole text is known. */
    public boolean isKnown() {
        return text.chars().noneMatch(c -> isWildcard((char) c));
    }

    /** Whether the word may become several words, or none. */
    public boolean maySplit() {
        return text.indexOf(ANY_WORDS) >= 0;
    }

    /** Returns the name of the program that this word starts, without its directory; empty if it is unknown. */
    public Optional<String> programName() {
        int slash = text.lastIndexOf('/');
        String name = text.substring(slash + 1);
        String directory = text.substring(0, slash + 1);
        boolean certainDirectory = directory.chars().allMatch(c -> !isWildcard((char) c) || c == ANY_TEXT);
        boolean certainName = name.chars().noneMatch(c -> isWildcard((char) c));
        boolean possible = !name.isEmpty() && name.length() <= MAX_NAME_CHARS;
        return certainDirectory && certainName && possible ? Optional.of(name) : Optional.empty();
    }

    /** Returns the words that this text becomes as the value of an unquoted variable: split, with globs. */
    List<ShellWord> splitValues() {
        return Arrays.stream(text.split("[ \t\n]+"))
                .filter(part -> !part.isEmpty())
                .map(part ->
                        ShellWord.of(replaceBrackets(part.replace('*', ANY_NAME).replace('?', ANY_CHAR))))
                .toList();
    }

    /** Without a closing bracket, each opening one would be compared with the whole rest. */
    private static String replaceBrackets(String text) {
        int end = text.lastIndexOf(']') + 1;
        return text.substring(0, end).replaceAll("\\[[^]]+]", String.valueOf(ANY_CHAR)) + text.substring(end);
    }

    /** Returns the word for display, with an ellipsis for each wildcard. */
    public String displayText() {
        var displayText = new StringBuilder();
        text.chars().forEach(c -> displayText.append(isWildcard((char) c) ? '…' : (char) c));
        return displayText.toString();
    }
}
