package dev.codeagent.api.command;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A file or folder of the project that a prompt mentions: {@code @src/Main.java}, {@code @src/}, or {@code @"a file.txt"}. An
 * address such as {@code ann@example.org} is none: the mention begins a word.
 *
 * @param path with {@code /}, without the slash at the end of a folder
 * @param folder whether the mention ends with a slash
 * @param start the position of {@code @} in the prompt, in UTF-16 units
 * @param end the position after the mention
 */
public record FileMention(String path, boolean folder, int start, int end) {
    private static final Pattern MENTION =
            Pattern.compile("(?<![^\\s(\\[{<\"'`])@(?:\"([^\"\\n]+)\"|([^\\s\"'`<>()\\[\\]{},;]+))");
    private static final int MAX_MENTIONS = 1_000;
    private static final String SENTENCE_ENDS = ".:!?";

    /** The mentions of a prompt, in order. */
    public static List<FileMention> findAll(String prompt) {
        return MENTION.matcher(prompt)
                .results()
                .map(FileMention::of)
                .filter(mention -> !mention.path().isEmpty())
                .limit(MAX_MENTIONS)
                .toList();
    }

    private static FileMention of(MatchResult match) {
        String quoted = match.group(1);
        String path = quoted == null ? match.group(2) : quoted;
        int length = path.length();
        if (quoted == null) {
            length = withoutEnd(path, length, SENTENCE_ENDS); // The end of a sentence, not of a name.
        }
        int pathLength = withoutEnd(path, length, "/");
        return new FileMention(
                path.substring(0, pathLength),
                pathLength < length,
                match.start(),
                match.end() - path.length() + length);
    }

    private static int withoutEnd(String path, int length, String characters) {
        int end = length;
        while (end > 0 && characters.indexOf(path.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }
}
