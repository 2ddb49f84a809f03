package dev.codeagent.policy;

import static dev.codeagent.policy.shell.ShellWord.ANY_CHAR;
import static dev.codeagent.policy.shell.ShellWord.ANY_NAME;
import static dev.codeagent.policy.shell.ShellWord.ANY_TEXT;

import java.util.List;

/** Converts the patterns of rules to texts with the wildcards of {@link GlobMatcher}. */
final class GlobPatterns {
    private GlobPatterns() {}

    /** Pattern for words: {@code *} matches any text, {@code ?} one character. */
    static String forWords(String glob) {
        return glob.replace('*', ANY_TEXT).replace('?', ANY_CHAR);
    }

    /**
     * Patterns for paths. {@code *} does not cross a slash; {@code **} does, and may match nothing together with its
     * slash. A directory name with a final slash matches everything in it.
     */
    static List<String> forPaths(String glob) {
        String whole = (glob.endsWith("/") ? glob + "**" : glob).replaceAll("(/\\*\\*)+$", "/**");
        String relative = whole.startsWith("./") ? whole.substring(2) : whole;
        String pattern = relative.replaceAll("(\\*\\*/)+", String.valueOf(GlobMatcher.ANY_DIRECTORIES));
        if (!pattern.endsWith("/**") && !pattern.endsWith(GlobMatcher.ANY_DIRECTORIES + "**")) {
            return List.of(wildcards(pattern));
        }
        // Everything in a directory, and the directory itself.
        String folder = pattern.substring(0, pattern.length() - 3);
        boolean anyFolder = pattern.charAt(pattern.length() - 3) == GlobMatcher.ANY_DIRECTORIES;
        return anyFolder ? List.of(wildcards(folder + "**")) : List.of(wildcards(folder + "/**"), wildcards(folder));
    }

    private static String wildcards(String glob) {
        return glob.replace("**", String.valueOf(ANY_TEXT))
                .replace('*', ANY_NAME)
                .replace('?', ANY_CHAR);
    }
}
