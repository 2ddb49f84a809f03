package dev.codeagent.executor.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code .gitignore}, {@code .ignore} and git's own list of exclusions leave out, from a folder downwards. */
final class IgnoreRules {
    private static final long MAX_BYTES = 1 << 20;

    private final List<Rule> rules;

    private IgnoreRules(List<Rule> rules) {
        this.rules = rules;
    }

    private record Rule(Path folder, Pattern pattern, boolean keeps, boolean foldersOnly) {}

    static IgnoreRules none() {
        return new IgnoreRules(List.of());
    }

    /** The rules in the workspace's root. */
    static IgnoreRules at(Path root) {
        return none().with(root, root.resolve(".git/info/exclude")).below(root);
    }

    /** The rules that hold in the folder: those above it and its own, which come later and so win. */
    IgnoreRules below(Path folder) {
        return with(folder, folder.resolve(".gitignore")).with(folder, folder.resolve(".ignore"));
    }

    private IgnoreRules with(Path folder, Path file) {
        List<Rule> own = read(folder, file);
        if (own.isEmpty()) {
            return this;
        }
        var all = new ArrayList<>(rules);
        all.addAll(own);
        return new IgnoreRules(all);
    }

    private static List<Rule> read(Path folder, Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
                return List.of();
            }
            return Workspace.text(Files.readAllBytes(file))
                    .orElse("")
                    .lines()
                    .map(line -> line.replaceFirst("(?<!\\\\)\\s+$", ""))
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> rule(folder, line))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Rule rule(Path folder, String line) {
        boolean keeps = line.startsWith("!");
        String glob = keeps ? line.substring(1) : line;
        boolean foldersOnly = glob.endsWith("/");
        glob = foldersOnly ? glob.substring(0, glob.length() - 1) : glob;
        return new Rule(folder, Glob.pattern(glob, false), keeps, foldersOnly);
    }

    /** Whether the entry is left out; what lies in a folder that is left out is not asked for. */
    boolean ignores(Path entry, boolean folder) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            if ((folder || !rule.foldersOnly())
                    && rule.pattern()
                            .matcher(rule.folder().relativize(entry).toString())
                            .matches()) {
                return !rule.keeps();
            }
        }
        return false;
    }
}
