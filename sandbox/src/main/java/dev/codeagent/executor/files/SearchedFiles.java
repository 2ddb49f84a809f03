package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Arguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which files are searched: {@code glob}, {@code hidden} and {@code no_ignore} say so. Links are not followed. */
final class SearchedFiles {
    private static final int MAX_FILES = 200_000;

    private final Path root;
    private final boolean hidden;
    private final boolean ignored;
    private final Optional<Pattern> wanted;
    private final boolean inverted;

    SearchedFiles(Path root, Arguments arguments) {
        this.root = root;
        this.hidden = arguments.flag("hidden", false);
        this.ignored = arguments.flag("no_ignore", false);
        String glob = arguments.text("glob", "");
        this.inverted = glob.startsWith("!");
        String positive = inverted ? glob.substring(1) : glob;
        this.wanted = positive.isEmpty() ? Optional.empty() : Optional.of(Glob.pattern(positive, true));
    }

    /** Sorted by path. A file that is named itself is always searched. */
    List<Path> below(Path start) {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(start)) {
            walk(start, rulesAt(start), found);
        } else {
            found.add(start);
        }
        return found;
    }

    private IgnoreRules rulesAt(Path folder) {
        if (ignored) {
            return IgnoreRules.none();
        }
        return folder.equals(root)
                ? IgnoreRules.at(root)
                : rulesAt(folder.getParent()).below(folder);
    }

    private void walk(Path folder, IgnoreRules rules, List<Path> found) {
        for (Path entry : entries(folder)) {
            String name = entry.getFileName().toString();
            Optional<BasicFileAttributes> attributes = Workspace.attributes(entry);
            boolean directory = attributes.map(BasicFileAttributes::isDirectory).orElse(false);
            boolean skipped = attributes.isEmpty()
                    || name.equals(".git")
                    || !hidden && name.startsWith(".")
                    || !ignored && rules.ignores(entry, directory)
                    || found.size() >= MAX_FILES;
            if (skipped) {
                continue;
            }
            if (directory) {
                walk(entry, ignored ? rules : rules.below(entry), found);
            } else if (attributes.get().isRegularFile() && fits(entry)) {
                found.add(entry);
            }
        }
    }

    private boolean fits(Path file) {
        return wanted.map(p -> p.matcher(root.relativize(file).toString()).matches() != inverted)
                .orElse(true);
    }

    private static List<Path> entries(Path folder) {
        var entries = new ArrayList<Path>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (IOException e) {
            return List.of(); // Gone or not readable, which is not the search's concern.
        } catch (UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
            return entries;
        }
        entries.sort(null);
        return entries;
    }
}
