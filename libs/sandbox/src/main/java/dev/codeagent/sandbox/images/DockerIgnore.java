package dev.codeagent.sandbox.images;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A {@code .dockerignore} file: decides which files are not part of a build; the last rule that matches a path applies.
 */
final class DockerIgnore {
    private final List<Rule> rules;

    private record Rule(Pattern pattern, boolean include) {}

    private DockerIgnore(List<Rule> rules) {
        this.rules = rules;
    }

    static DockerIgnore parse(String text) {
        var rules = new ArrayList<Rule>();
        for (String line : text.lines().map(String::strip).toList()) {
            boolean include = line.startsWith("!");
            String glob = (include ? line.substring(1).strip() : line).replaceAll("^(\\./|/)++|/+$", "");
            if (!line.startsWith("#") && !glob.isEmpty() && !glob.equals(".")) {
                rules.add(new Rule(Pattern.compile(toRegex(glob) + "(/.*)?", Pattern.DOTALL), include));
            }
        }
        return new DockerIgnore(rules);
    }

    boolean ignores(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (rule.pattern().matcher(path).matches()) {
                ignored = !rule.include();
            }
        }
        return ignored;
    }

    private static String toRegex(String glob) {
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
                String characterClass = glob.substring(i + 1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
                regex.append('[').append(characterClass).append(']');
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
