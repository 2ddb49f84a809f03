package dev.codeagent.projects;

import dev.codeagent.api.error.PatchConflict;
import dev.codeagent.api.error.PatchConflict.Reason;
import dev.codeagent.projects.ThreeWayMerge.UnmergedFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why files of a patch cannot be merged with the working tree.
 *
 * @param base the commit that hunk numbers refer to
 * @param ours the base with the user's content of the files
 */
record ConflictFinder(Git git, String base, String ours) {

    /**
     * Explains the conflict of a file.
     *
     * @param diff the file in the patch, if it has hunks
     * @param requested the hunks that were to be applied
     * @param conflicting those of them that do not apply alone; empty if this is not known
     */
    FileConflict explain(
            UnmergedFile file, RunPatch.@Nullable FileDiff diff, List<Integer> requested, List<Integer> conflicting) {
        String path = GitPaths.display(file.name());
        Reason reason = reasonFor(file);
        if (reason == Reason.OUTSIDE) {
            return new FileConflict(
                    path + " is outside of your sparse checkout (`git sparse-checkout add` its directory)",
                    List.of(PatchConflict.ofFile(path, reason)));
        }
        String hunks = conflicting.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String text = path + " was also changed by you" + (hunks.isEmpty() ? "" : " (hunk " + hunks + ")");
        List<PatchConflict> parts =
                reason == Reason.CHANGED && diff != null ? findHunks(path, diff, requested, conflicting) : List.of();
        return new FileConflict(text, parts.isEmpty() ? List.of(PatchConflict.ofFile(path, reason)) : parts);
    }

    private Reason reasonFor(UnmergedFile file) {
        var files = new WorkingTree(git);
        if (files.isLeftOutBySparseCheckout(base, file.name())) {
            return Reason.OUTSIDE;
        }
        Optional<Reason> obstacle = files.findObstacle(file.name());
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        if (!file.ours().isPresent()) {
            return Reason.DELETED;
        }
        if (!file.base().isPresent()) {
            return Reason.EXISTS;
        }
        return file.base().isRegularFile() && !file.ours().isRegularFile() ? Reason.REPLACED : Reason.CHANGED;
    }

    private List<PatchConflict> findHunks(
            String path, RunPatch.FileDiff diff, List<Integer> requested, List<Integer> conflicting) {
        List<LineChange> changesOfUser = RunPatch.between(git, base, ours).files().stream()
                .filter(changed -> changed.name().equals(diff.name()))
                .flatMap(changed -> changed.hunks().stream())
                .flatMap(hunk -> LineChange.of(hunk).stream())
                .toList();
        if (!conflicting.isEmpty()) {
            return conflicting.stream()
                    .map(n ->
                            new PatchConflict(path, Optional.of(n), firstLine(diff, n, changesOfUser), Reason.CHANGED))
                    .toList();
        }
        return requested.stream()
                .flatMap(n -> firstLine(diff, n, changesOfUser).stream()
                        .map(line -> new PatchConflict(path, Optional.of(n), Optional.of(line), Reason.CHANGED)))
                .toList();
    }

    private static Optional<Integer> firstLine(RunPatch.FileDiff diff, int hunk, List<LineChange> changesOfUser) {
        List<LineChange> changes = LineChange.of(diff.hunks().get(hunk - 1));
        return changesOfUser.stream()
                .filter(own -> changes.stream().anyMatch(own::touches))
                .map(LineChange::newStart)
                .findFirst();
    }

    /** The files whose paths cannot be read in the working tree. */
    static List<PatchConflict> findObstacles(Git git, Stream<String> names) {
        var files = new WorkingTree(git);
        return names.flatMap(name -> files.findObstacle(name).stream()
                        .map(reason -> PatchConflict.ofFile(GitPaths.display(name), reason)))
                .toList();
    }
}
