package dev.codeagent.executor.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rules of {@code .gitignore}, {@code .ignore} and {@code .git/info/exclude} that apply in a directory. */
final class IgnoreRules {
    private final List<Rule> rules;

    private IgnoreRules(List<Rule> rules) {
        this.rules = rules;
    }

    private record Rule(Path directory, Glob glob, boolean negated, boolean directoriesOnly) {}

    static IgnoreRules none() {
        return new IgnoreRules(List.of());
    }

    /** The rules of the workspace root. */
    static IgnoreRules forRoot(Path root) {
        return none().withRulesFrom(root, root.resolve(".git/info/exclude")).withRulesOf(root);
    }

    /** Adds the rules of the directory itself, which take precedence over those of its parents. */
    IgnoreRules withRulesOf(Path folder) {
        return withRulesFrom(folder, folder.resolve(".gitignore")).withRulesFrom(folder, folder.resolve(".ignore"));
    }

    private IgnoreRules withRulesFrom(Path folder, Path file) {
        List<Rule> added = readRules(folder, file);
        if (added.isEmpty()) {
            return this;
        }
        var all = new ArrayList<>(rules);
        all.addAll(added);
        return new IgnoreRules(all);
    }

    private static List<Rule> readRules(Path folder, Path file) {
        return Workspace.readRules(file)
                .lines()
                .map(line -> line.replaceFirst("(?<!\\\\)\\s+$", ""))
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> parseRule(folder, line))
                .toList();
    }

    private static Rule parseRule(Path folder, String line) {
        boolean negated = line.startsWith("!");
        String glob = negated ? line.substring(1) : line;
        boolean directoriesOnly = glob.endsWith("/");
        glob = directoriesOnly ? glob.substring(0, glob.length() - 1) : glob;
        return new Rule(folder, Glob.compile(glob, false), negated, directoriesOnly);
    }

    /** Whether the entry is ignored; callers skip the content of an ignored directory. */
    boolean ignores(Path entry, boolean folder) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            if ((folder || !rule.directoriesOnly())
                    && rule.glob().matches(rule.directory().relativize(entry).toString())) {
                return !rule.negated();
            }
        }
        return false;
    }
}
