package dev.codeagent.policy;

import static dev.codeagent.policy.shell.ShellWord.ANY_CHAR;
import static dev.codeagent.policy.shell.ShellWord.ANY_NAME;
import static dev.codeagent.policy.shell.ShellWord.ANY_TEXT;
import static dev.codeagent.policy.shell.ShellWord.ANY_WORDS;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/**
 * Finds out whether two texts with wildcards have a common match. The time of one comparison is at most the product of
 * their lengths; all comparisons of one decision together have a limit, so that no pattern and no call takes long.
 */
final class GlobMatcher {
    /** Directories with their final slash, or nothing. Only patterns of rules have it. */
    static final char ANY_DIRECTORIES = '\ufde0';

    /** Less than a second of time. */
    private static final long MAX_STEPS = 50_000_000;

    private final boolean caseSensitive;
    private long steps;

    GlobMatcher(boolean caseSensitive) {
        this.caseSensitive = caseSensitive;
    }

    /** As the file system of the run does. */
    boolean overlap(String a, String b) {
        return overlap(a, b, caseSensitive);
    }

    /**
     * @throws AgentException INVALID_VALUE if the comparisons of this decision take too long
     */
    boolean overlap(String a, String b, boolean caseSensitive) {
        steps += a.length() + b.length();
        if (!mayStartAlike(a, b, caseSensitive) || !mayEndAlike(a, b, caseSensitive)) {
            return false;
        }
        steps += (long) (a.length() + 1) * (b.length() + 1);
        if (steps > MAX_STEPS) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "the call and the patterns of the rules are too long to compare; write a shorter call");
        }
        return compare(a, b, caseSensitive);
    }

    private static boolean mayStartAlike(String a, String b, boolean caseSensitive) {
        for (int i = 0; i < a.length() && i < b.length(); i++) {
            if (isStar(a.charAt(i)) || isStar(b.charAt(i))) {
                return true;
            }
            if (!charsMatch(a.charAt(i), b.charAt(i), caseSensitive)) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayEndAlike(String a, String b, boolean caseSensitive) {
        for (int i = 1; i <= a.length() && i <= b.length(); i++) {
            char first = a.charAt(a.length() - i);
            char second = b.charAt(b.length() - i);
            if (isStar(first) || isStar(second)) {
                return true;
            }
            if (!charsMatch(first, second, caseSensitive)) {
                return false;
            }
        }
        return true;
    }

    /** A row has, for one position in the first text, whether the rests from each position in the second overlap. */
    private static boolean compare(String a, String b, boolean caseSensitive) {
        boolean[] next = new boolean[b.length() + 1];
        boolean[] row = new boolean[b.length() + 1];
        for (int i = a.length(); i >= 0; i--) {
            boolean directories = false;
            for (int j = b.length(); j >= 0; j--) {
                directories |= i < a.length() && j < b.length() && endsDirectory(b.charAt(j), next, j);
                row[j] = i == a.length() && j == b.length()
                        || i < a.length()
                                && isStar(a.charAt(i))
                                && startsMatch(a.charAt(i), b, j, next, row, directories)
                        || j < b.length()
                                && isStar(b.charAt(j))
                                && (row[j + 1] || i < a.length() && starAccepts(b.charAt(j), a.charAt(i)) && next[j])
                        || i < a.length()
                                && j < b.length()
                                && charsMatch(a.charAt(i), b.charAt(j), caseSensitive)
                                && next[j + 1];
            }
            boolean[] done = next;
            next = row;
            row = done;
        }
        return next[0];
    }

    /** Directories of the first text may end after this character, and the rest overlaps. */
    private static boolean endsDirectory(char c, boolean[] next, int j) {
        return (c == '/' || c == ANY_TEXT || c == ANY_WORDS) && next[j + 1]
                || (c == ANY_TEXT || c == ANY_WORDS) && next[j];
    }

    /** A star of the first text ends here or takes the current character of the second one. */
    private static boolean startsMatch(char star, String b, int j, boolean[] next, boolean[] row, boolean directories) {
        if (star == ANY_DIRECTORIES) {
            return next[j] || directories;
        }
        return next[j] || j < b.length() && starAccepts(star, b.charAt(j)) && row[j + 1];
    }

    private static boolean isStar(char c) {
        return c == ANY_TEXT || c == ANY_WORDS || c == ANY_NAME || c == ANY_DIRECTORIES;
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
