package dev.codeagent.executor.files;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Converts path patterns of {@code .gitignore} to regular expressions over paths with {@code /}. */
final class Glob {
    private Glob() {}

    /**
     * The pattern matches paths relative to its directory.
     *
     * @param glob without a leading {@code !} or a trailing {@code /}
     * @param braces whether <code>{a,b}</code> means either; git takes braces literally
     */
    static Pattern compile(String glob, boolean braces) {
        String anchored = glob.startsWith("/") ? glob.substring(1) : glob;
        // A pattern without a slash matches at any depth.
        String prefix = glob.indexOf('/') < 0 ? "(?:.*/)?" : "";
        try {
            return Pattern.compile(prefix + toRegex(anchored, braces), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(anchored));
        }
    }

    private static String toRegex(String glob, boolean braces) {
        var regex = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> i = appendStar(glob, i, regex);
                case '?' -> regex.append("[^/]");
                case '[' -> i = appendCharacterClass(glob, i, regex);
                case '\\' -> regex.append(Pattern.quote(String.valueOf(i + 1 < glob.length() ? glob.charAt(++i) : c)));
                case '{' -> depth += appendBrace(braces, "(?:", c, regex);
                case '}' -> depth -= appendBrace(braces && depth > 0, ")", c, regex);
                case ',' -> regex.append(braces && depth > 0 ? "|" : ",");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    private static int appendBrace(boolean special, String meaning, char c, StringBuilder regex) {
        regex.append(special ? meaning : Pattern.quote(String.valueOf(c)));
        return special ? 1 : 0;
    }

    /** Two stars between slashes match any number of directories. */
    private static int appendStar(String glob, int at, StringBuilder regex) {
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

    private static int appendCharacterClass(String glob, int at, StringBuilder regex) {
        int from = at + 1;
        boolean negated = from < glob.length() && (glob.charAt(from) == '!' || glob.charAt(from) == '^');
        from += negated ? 1 : 0;
        int end = glob.indexOf(']', from + 1);
        if (end < 0) {
            regex.append("\\[");
            return at;
        }
        String characters = glob.substring(from, end)
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("&", "\\&");
        regex.append("(?!/)[")
                .append(negated ? "^" : "")
                .append(characters.startsWith("^") ? "\\" : "")
                .append(characters)
                .append(']');
        return end;
    }
}
