package dev.codeagent.projects;

import dev.codeagent.projects.RunPatch.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Merges trees without a working tree: whole files first, then the lines of those that changed on both sides. It uses no
 * merge driver and no attribute, because those are the project's.
 */
record ThreeWay(Git git) {

    /** The merged tree; empty where there are conflicts, which are then named by their bytes, each as one character. */
    record Merged(String tree, List<String> conflicts) {}

    Merged merge(String base, String ours, String theirs) {
        return Git.withTemporaryIndex(file -> {
            var index = new Index(git, file);
            index.merge(base, ours, theirs);
            var conflicts = new ArrayList<String>();
            var cleared = new LinkedHashMap<String, Side>();
            var settled = new LinkedHashMap<String, Side>();
            for (Map.Entry<String, Side[]> entry : index.unmerged().entrySet()) {
                Side[] sides = entry.getValue();
                Optional<Side> merged = merged(sides[0], sides[1], sides[2], file.getParent());
                if (merged.isPresent()) {
                    cleared.put(entry.getKey(), new Side(Side.GONE, merged.get().blob()));
                    settled.put(entry.getKey(), merged.get());
                } else {
                    conflicts.add(entry.getKey());
                }
            }
            index.put(cleared);
            index.put(settled);
            return new Merged(conflicts.isEmpty() ? index.tree() : "", conflicts);
        });
    }

    /** The file with both sides' changes, where they do not meet. Git leaves a folder in a file's place to us, too. */
    private Optional<Side> merged(Side base, Side ours, Side theirs, Path scratch) {
        if (ours.equals(theirs) || theirs.equals(base)) {
            return Optional.of(ours);
        }
        if (ours.equals(base)) {
            return Optional.of(theirs);
        }
        if (!base.regular() || !ours.regular() || !theirs.regular()) {
            return Optional.empty();
        }
        boolean oursChangedMode = !ours.mode().equals(base.mode());
        return mergeFile(base.blob(), ours.blob(), theirs.blob(), scratch)
                .map(blob -> new Side(oursChangedMode ? ours.mode() : theirs.mode(), blob));
    }

    private Optional<String> mergeFile(String base, String ours, String theirs, Path scratch) {
        try {
            Path o = Files.write(scratch.resolve("ours"), git.bytes("cat-file", "blob", ours));
            Path b = Files.write(scratch.resolve("base"), git.bytes("cat-file", "blob", base));
            Path t = Files.write(scratch.resolve("theirs"), git.bytes("cat-file", "blob", theirs));
            Git.Answer merged = git.call(
                    Map.of(), new byte[0], List.of("merge-file", "-p", o.toString(), b.toString(), t.toString()));
            if (merged.exitCode() != 0) {
                return Optional.empty();
            }
            Git.Answer stored = git.call(Map.of(), merged.output(), List.of("hash-object", "-w", "--stdin"));
            return Optional.of(stored.text().strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write in " + scratch, e);
        }
    }
}
