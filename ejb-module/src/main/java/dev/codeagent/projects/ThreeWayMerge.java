package dev.codeagent.projects;

import dev.codeagent.projects.RunPatch.FileVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Merges trees without a working tree: whole files first, then the lines of files that changed on both sides. It uses
 * no merge drivers and attributes, because the project controls them.
 */
record ThreeWayMerge(Git git) {

    /**
     * The result of a merge.
     *
     * @param tree the merged tree; empty if there are conflicts
     * @param conflicts the files that conflict
     */
    record MergeResult(String tree, List<UnmergedFile> conflicts) {}

    /** A file with changes of both sides that conflict. */
    record UnmergedFile(String name, FileVersion base, FileVersion ours) {}

    MergeResult merge(String base, String ours, String theirs) {
        return Git.withTemporaryIndex(file -> {
            Path directory = Objects.requireNonNull(file.getParent());
            var index = new TemporaryIndex(git, file);
            index.mergeTrees(base, ours, theirs);
            var conflicts = new ArrayList<UnmergedFile>();
            var removals = new LinkedHashMap<String, FileVersion>();
            var resolved = new LinkedHashMap<String, FileVersion>();
            for (Map.Entry<String, FileVersion[]> entry : index.findUnmerged().entrySet()) {
                FileVersion[] sides = entry.getValue();
                Optional<FileVersion> merged = mergeVersions(sides[0], sides[1], sides[2], directory);
                if (merged.isPresent()) {
                    removals.put(
                            entry.getKey(),
                            new FileVersion(
                                    FileVersion.ABSENT_MODE, merged.get().blob()));
                    resolved.put(entry.getKey(), merged.get());
                } else {
                    conflicts.add(new UnmergedFile(entry.getKey(), sides[0], sides[1]));
                }
            }
            index.update(removals);
            index.update(resolved);
            return new MergeResult(conflicts.isEmpty() ? index.writeTree() : "", conflicts);
        });
    }

    /** The file with the changes of both sides; empty if they conflict. Git does not merge a directory over a file. */
    private Optional<FileVersion> mergeVersions(
            FileVersion base, FileVersion ours, FileVersion theirs, Path temporaryDirectory) {
        if (ours.equals(theirs) || theirs.equals(base)) {
            return Optional.of(ours);
        }
        if (ours.equals(base)) {
            return Optional.of(theirs);
        }
        if (!base.isRegularFile() || !ours.isRegularFile() || !theirs.isRegularFile()) {
            return Optional.empty();
        }
        boolean oursChangedMode = !ours.mode().equals(base.mode());
        return mergeFile(base.blob(), ours.blob(), theirs.blob(), temporaryDirectory)
                .map(blob -> new FileVersion(oursChangedMode ? ours.mode() : theirs.mode(), blob));
    }

    private Optional<String> mergeFile(String base, String ours, String theirs, Path temporaryDirectory) {
        try {
            Path o = Files.write(temporaryDirectory.resolve("ours"), git.runForBytes("cat-file", "blob", ours));
            Path b = Files.write(temporaryDirectory.resolve("base"), git.runForBytes("cat-file", "blob", base));
            Path t = Files.write(temporaryDirectory.resolve("theirs"), git.runForBytes("cat-file", "blob", theirs));
            Git.CommandResult merged = git.call(
                    Map.of(), new byte[0], List.of("merge-file", "-p", o.toString(), b.toString(), t.toString()));
            if (merged.exitCode() != 0) {
                return Optional.empty();
            }
            Git.CommandResult stored = git.call(Map.of(), merged.output(), List.of("hash-object", "-w", "--stdin"));
            return Optional.of(stored.text().strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write in " + temporaryDirectory, e);
        }
    }
}
