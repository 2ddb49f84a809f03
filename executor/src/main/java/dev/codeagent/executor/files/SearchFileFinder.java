package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.JsonArguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the files to search, by the arguments {@code glob}, {@code hidden} and {@code no_ignore}. Does not follow
 * links.
 */
final class SearchFileFinder {
    static final int MAX_FILES = 200_000;

    private final Path root;
    private final boolean includeHidden;
    private final boolean includeIgnored;
    private final Optional<Glob> positiveGlob;
    private final boolean globNegated;
    private final Runnable timeout;
    private boolean limitReached;

    /** @param timeout throws an exception if the search takes too long */
    SearchFileFinder(Path root, JsonArguments arguments, Runnable timeout) {
        this.root = root;
        this.timeout = timeout;
        this.includeHidden = arguments.flag("hidden", false);
        this.includeIgnored = arguments.flag("no_ignore", false);
        String glob = arguments.string("glob", "");
        this.globNegated = glob.startsWith("!");
        String positive = globNegated ? glob.substring(1) : glob;
        this.positiveGlob = positive.isEmpty() ? Optional.empty() : Optional.of(Glob.compile(positive, true));
    }

    /** The files sorted by path. If {@code start} is a file, it is always included. */
    List<Path> find(Path start) {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(start)) {
            walk(start, ignoreRulesFor(start), found);
        } else {
            found.add(start);
        }
        return found;
    }

    /** Whether there are files that are not in the list. */
    boolean reachedLimit() {
        return limitReached;
    }

    private IgnoreRules ignoreRulesFor(Path directory) {
        if (includeIgnored) {
            return IgnoreRules.none();
        }
        return directory.equals(root)
                ? IgnoreRules.forRoot(root)
                : ignoreRulesFor(Objects.requireNonNull(directory.getParent())).withRulesOf(directory);
    }

    private void walk(Path directory, IgnoreRules rules, List<Path> found) {
        for (Path entry : entries(directory)) {
            timeout.run();
            String name = entry.getFileName().toString();
            Optional<BasicFileAttributes> attributes = Workspace.attributes(entry);
            boolean isDirectory =
                    attributes.map(BasicFileAttributes::isDirectory).orElse(false);
            boolean skipped = attributes.isEmpty()
                    || name.equals(".git")
                    || !includeHidden && name.startsWith(".")
                    || !includeIgnored && rules.ignores(entry, isDirectory);
            if (skipped) {
                continue;
            }
            if (found.size() >= MAX_FILES) {
                limitReached = true;
                return;
            }
            if (isDirectory) {
                walk(entry, includeIgnored ? rules : rules.withRulesOf(entry), found);
            } else if (attributes.get().isRegularFile() && matchesGlob(entry)) {
                found.add(entry);
            }
        }
    }

    private boolean matchesGlob(Path file) {
        return positiveGlob
                .map(g -> g.matches(root.relativize(file).toString()) != globNegated)
                .orElse(true);
    }

    private static List<Path> entries(Path directory) {
        var entries = new ArrayList<Path>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (IOException e) {
            return List.of(); // Deleted or not readable; the search skips it.
        } catch (UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
            return entries;
        }
        entries.sort(null);
        return entries;
    }
}
