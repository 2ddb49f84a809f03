package dev.codeagent.api.policy;

import static dev.codeagent.api.policy.shell.ShellWord.ANY_CHAR;
import static dev.codeagent.api.policy.shell.ShellWord.ANY_NAME;
import static dev.codeagent.api.policy.shell.ShellWord.ANY_TEXT;
import static dev.codeagent.api.policy.shell.ShellWord.ANY_WORDS;

import java.util.ArrayList;
import java.util.List;

/** Patterns, written with the marks of {@link dev.codeagent.api.policy.shell.ShellWord}, and whether two have a text in common. */
final class Globs {
    private Globs() {}

    /** Over words: {@code *} is any text, {@code ?} one character. */
    static String words(String glob) {
        return glob.replace('*', ANY_TEXT).replace('?', ANY_CHAR);
    }

    /**
     * Over paths: {@code *} stays in a folder, {@code **} does not and may be nothing with its slash; a folder's name with
     * a slash at its end means all that is in it.
     */
    static List<String> paths(String glob) {
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

    /** Whether some text fits both. */
    static boolean meet(String a, String b, boolean caseMatters) {
        boolean[] behind = new boolean[b.length() + 1];
        for (int i = a.length(); i >= 0; i--) {
            boolean[] here = new boolean[b.length() + 1];
            for (int j = b.length(); j >= 0; j--) {
                here[j] = i == a.length() && j == b.length()
                        || i < a.length() && star(a.charAt(i)) && takes(a.charAt(i), b, j, behind[j], here)
                        || j < b.length() && star(b.charAt(j)) && takes(b.charAt(j), a, i, here, j, behind)
                        || i < a.length()
                                && j < b.length()
                                && same(a.charAt(i), b.charAt(j), caseMatters)
                                && behind[j + 1];
            }
            behind = here;
        }
        return behind[0];
    }

    /** A star of the first pattern: it ends here, or takes what the second has here. */
    private static boolean takes(char star, String b, int j, boolean ends, boolean[] here) {
        return ends || j < b.length() && eats(star, b.charAt(j)) && here[j + 1];
    }

    private static boolean takes(char star, String a, int i, boolean[] here, int j, boolean[] behind) {
        return here[j + 1] || i < a.length() && eats(star, a.charAt(i)) && behind[j];
    }

    private static boolean star(char c) {
        return c == ANY_TEXT || c == ANY_WORDS || c == ANY_NAME;
    }

    private static boolean eats(char star, char c) {
        return star != ANY_NAME || c != '/';
    }

    private static boolean same(char a, char b, boolean caseMatters) {
        if (star(a) || star(b)) {
            return false;
        }
        if (a == ANY_CHAR || b == ANY_CHAR) {
            return a != '/' && b != '/';
        }
        return a == b || !caseMatters && Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
