package dev.codeagent.sandbox.images;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A {@code .dockerignore}: what of a folder is no part of a build; the last rule that fits a path decides. */
final class IgnoreFile {
    private final List<Rule> rules;

    private record Rule(Pattern pattern, boolean keep) {}

    private IgnoreFile(List<Rule> rules) {
        this.rules = rules;
    }

    static IgnoreFile read(String text) {
        var rules = new ArrayList<Rule>();
        for (String line : text.lines().map(String::strip).toList()) {
            boolean keep = line.startsWith("!");
            String glob = (keep ? line.substring(1).strip() : line).replaceAll("^(\\./|/)+|/+$", "");
            if (!line.startsWith("#") && !glob.isEmpty() && !glob.equals(".")) {
                rules.add(new Rule(Pattern.compile(regex(glob) + "(/.*)?", Pattern.DOTALL), keep));
            }
        }
        return new IgnoreFile(rules);
    }

    boolean ignores(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (rule.pattern().matcher(path).matches()) {
                ignored = !rule.keep();
            }
        }
        return ignored;
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[' && glob.indexOf(']', i + 2) > 0) {
                int end = glob.indexOf(']', i + 2);
                String inside = glob.substring(i + 1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
                regex.append('[').append(inside).append(']');
                i = end;
            } else if (c == '\\' && i + 1 < glob.length()) {
                regex.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
