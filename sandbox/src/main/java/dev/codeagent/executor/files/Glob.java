package dev.codeagent.executor.files;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns of paths as {@code .gitignore} writes them, as regular expressions over paths with {@code /}. */
final class Glob {
    private Glob() {}

    /**
     * Fits a path relative to the pattern's folder.
     *
     * @param glob without a leading {@code !} or a trailing {@code /}
     * @param braces whether <code>{a,b}</code> means either; git takes them as they are
     */
    static Pattern pattern(String glob, boolean braces) {
        String anchored = glob.startsWith("/") ? glob.substring(1) : glob;
        // One name alone fits at any depth.
        String prefix = glob.indexOf('/') < 0 ? "(?:.*/)?" : "";
        try {
            return Pattern.compile(prefix + regex(anchored, braces), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(anchored));
        }
    }

    private static String regex(String glob, boolean braces) {
        var regex = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> i = star(glob, i, regex);
                case '?' -> regex.append("[^/]");
                case '[' -> i = set(glob, i, regex);
                case '\\' -> regex.append(Pattern.quote(String.valueOf(i + 1 < glob.length() ? glob.charAt(++i) : c)));
                case '{' -> depth += brace(braces, "(?:", c, regex);
                case '}' -> depth -= brace(braces && depth > 0, ")", c, regex);
                case ',' -> regex.append(braces && depth > 0 ? "|" : ",");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    private static int brace(boolean special, String meaning, char c, StringBuilder regex) {
        regex.append(special ? meaning : Pattern.quote(String.valueOf(c)));
        return special ? 1 : 0;
    }

    /** Two stars that fill a whole name stand for any number of folders. */
    private static int star(String glob, int at, StringBuilder regex) {
        int end = at;
        while (end + 1 < glob.length() && glob.charAt(end + 1) == '*') {
            end++;
        }
        boolean whole = end > at
                && (at == 0 || glob.charAt(at - 1) == '/')
                && (end + 1 == glob.length() || glob.charAt(end + 1) == '/');
        if (!whole) {
            regex.append("[^/]*");
            return end;
        }
        if (end + 1 == glob.length()) {
            regex.append(".*");
            return end;
        }
        regex.append("(?:.*/)?");
        return end + 1;
    }

    private static int set(String glob, int at, StringBuilder regex) {
        int from = at + 1;
        boolean not = from < glob.length() && (glob.charAt(from) == '!' || glob.charAt(from) == '^');
        from += not ? 1 : 0;
        int end = glob.indexOf(']', from + 1);
        if (end < 0) {
            regex.append("\\[");
            return at;
        }
        String inside = glob.substring(from, end)
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("&", "\\&");
        regex.append("(?!/)[")
                .append(not ? "^" : "")
                .append(inside.startsWith("^") ? "\\" : "")
                .append(inside)
                .append(']');
        return end;
    }
}
