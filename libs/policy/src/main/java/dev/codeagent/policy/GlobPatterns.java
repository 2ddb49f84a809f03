package dev.codeagent.policy;

import static dev.codeagent.policy.shell.ShellWord.ANY_CHAR;
import static dev.codeagent.policy.shell.ShellWord.ANY_NAME;
import static dev.codeagent.policy.shell.ShellWord.ANY_TEXT;
import static dev.codeagent.policy.shell.ShellWord.ANY_WORDS;

import java.util.ArrayList;
import java.util.List;

/**
 * Glob patterns, written with the wildcards of {@link dev.codeagent.policy.shell.ShellWord}, and whether two of them
 * have a common match.
 */
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
        String whole = glob.endsWith("/") ? glob + "**" : glob;
        var all = new ArrayList<>(List.of(whole.startsWith("./") ? whole.substring(2) : whole));
        for (int i = 0; i < all.size(); i++) {
            String one = all.get(i);
            if (one.contains("**/")) {
                all.set(i, one.replaceFirst("\\*\\*/", ANY_TEXT + "/"));
                all.add(one.replaceFirst("\\*\\*/", ""));
                i--;
            } else if (one.endsWith("/**")) {
                String folder = one.substring(0, one.length() - 3);
                all.set(i, folder + "/" + ANY_TEXT);
                all.add(folder);
                i--;
            }
        }
        return all.stream()
                .map(p -> p.replace("**", String.valueOf(ANY_TEXT))
                        .replace('*', ANY_NAME)
                        .replace('?', ANY_CHAR))
                .toList();
    }

    /** Whether a text exists that matches both. */
    static boolean overlap(String a, String b, boolean caseSensitive) {
        boolean[] nextRow = new boolean[b.length() + 1];
        for (int i = a.length(); i >= 0; i--) {
            boolean[] row = new boolean[b.length() + 1];
            for (int j = b.length(); j >= 0; j--) {
                row[j] = i == a.length() && j == b.length()
                        || i < a.length() && isStar(a.charAt(i)) && starMatches(a.charAt(i), b, j, nextRow[j], row)
                        || j < b.length() && isStar(b.charAt(j)) && starMatches(b.charAt(j), a, i, row, j, nextRow)
                        || i < a.length()
                                && j < b.length()
                                && charsMatch(a.charAt(i), b.charAt(j), caseSensitive)
                                && nextRow[j + 1];
            }
            nextRow = row;
        }
        return nextRow[0];
    }

    /** Matches a star of the first pattern: it ends here or consumes the current character of the second pattern. */
    private static boolean starMatches(char star, String b, int j, boolean ends, boolean[] row) {
        return ends || j < b.length() && starAccepts(star, b.charAt(j)) && row[j + 1];
    }

    private static boolean starMatches(char star, String a, int i, boolean[] row, int j, boolean[] nextRow) {
        return row[j + 1] || i < a.length() && starAccepts(star, a.charAt(i)) && nextRow[j];
    }

    private static boolean isStar(char c) {
        return c == ANY_TEXT || c == ANY_WORDS || c == ANY_NAME;
    }

    private static boolean starAccepts(char star, char c) {
        return star != ANY_NAME || c != '/';
    }

    private static boolean charsMatch(char a, char b, boolean caseSensitive) {
        if (isStar(a) || isStar(b)) {
            return false;
        }
        if (a == ANY_CHAR || b == ANY_CHAR) {
            return a != '/' && b != '/';
        }
        return a == b || !caseSensitive && Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
