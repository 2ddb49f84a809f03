package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.PatchText;
import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.RunPatch.FileVersion;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Merges a run's patch in one repository, or parts of it, with the user's working tree, as a three-way merge. */
final class PatchApplier {
    /** An error message names the conflicting hunks only if the file has at most this many. */
    private static final int MAX_HUNKS_CHECKED = 40;

    private final Git git;
    private final RunId run;
    private final String tip;
    private final AppliedPatchState applied;
    private final RunPatch patch;

    /** @param branch the run's branch, which has to exist */
    PatchApplier(Git git, RunId run, String branch) {
        this.git = git;
        this.run = run;
        this.tip = git.run("rev-parse", "refs/heads/" + branch);
        this.applied = AppliedPatchState.load(git, run, git.run("rev-parse", tip + "~1"), tip);
        this.patch = RunPatch.between(git, applied.baseCommit(), tip);
    }

    /** The files and hunks of the patch, which the user can select. */
    List<PatchFile> listFiles() {
        return patch.files().stream().map(this::toPatchFile).toList();
    }

    private PatchFile toPatchFile(RunPatch.FileDiff fileDiff) {
        var hunks = new ArrayList<PatchFile.Hunk>();
        for (int i = 0; i < fileDiff.hunks().size(); i++) {
            byte[] hunk = fileDiff.hunks().get(i);
            hunks.add(new PatchFile.Hunk(
                    i + 1,
                    PatchText.decode(hunk),
                    Base64.getEncoder().encodeToString(hunk),
                    isApplied(fileDiff, i + 1)));
        }
        return new PatchFile(fileDiff.path(), fileDiff.status(), isApplied(fileDiff, 0), hunks);
    }

    private boolean isApplied(RunPatch.FileDiff fileDiff, int hunk) {
        PatchSelection selection = applied.selections().get(fileDiff.path());
        return selection != null
                && (selection.isWholeFile()
                        || hunk > 0 && selection.hunks().contains(hunk)
                        || hunk == 0
                                && selection.hunks().size() == fileDiff.hunks().size());
    }

    /**
     * What an apply would do.
     *
     * @param ours the base with the user's content of the files that the parts change
     * @param merged the same with the parts; empty if there are conflicts
     * @param conflicts what conflicts with the user's changes
     * @param state what is applied afterwards
     * @param remaining the number of hunks and whole files that are not applied then
     */
    record Plan(String ours, String merged, List<FileConflict> conflicts, AppliedPatchState state, int remaining) {
        boolean changesFiles() {
            return !merged.equals(ours);
        }
    }

    /**
     * Merges the selected parts with the working tree, without changing it.
     *
     * @param selections empty for all remaining parts
     */
    Plan plan(List<PatchSelection> selections) {
        Map<String, PatchSelection> selected = selections.isEmpty() ? selectAll() : applied.merge(selections);
        String theirs = buildTree(selected);
        // A part that is applied already is merged again, because the user may have reverted it since.
        boolean again = selections.isEmpty() && theirs.equals(applied.tree());
        Map<String, PatchSelection> basis =
                again ? Map.of() : selections.isEmpty() ? applied.selections() : withoutHunksOf(selections);
        String base = basis.equals(applied.selections()) ? applied.tree() : buildTree(basis);
        List<String> names = RunPatch.between(git, base, theirs).files().stream()
                .map(RunPatch.FileDiff::name)
                .toList();
        var state = new AppliedPatchState(applied.baseCommit(), theirs, selected);
        int remaining = countRemaining(selected);
        String ours;
        try {
            ours = snapshotWorkingTree(base, names);
        } catch (AgentException e) {
            // Git's message names the path, for example if a directory replaced a file or a parent is a link.
            var conflict = new FileConflict(e.getMessage(), ConflictFinder.findObstacles(git, names.stream()));
            return new Plan("", "", List.of(conflict), state, remaining);
        }
        ThreeWayMerge.MergeResult merged = new ThreeWayMerge(git).merge(base, ours, theirs);
        List<FileConflict> conflicts = merged.conflicts().stream()
                .map(file -> explainConflict(file, basis, ours, selections))
                .toList();
        return new Plan(ours, merged.tree(), conflicts, state, remaining);
    }

    /** Whether these parts are recorded as applied. */
    boolean isSaved(Plan plan) {
        return plan.state().equals(applied);
    }

    void save(Plan plan) {
        plan.state().save(git, run, tip);
    }

    /** The applied parts without the named ones. */
    private Map<String, PatchSelection> withoutHunksOf(List<PatchSelection> selections) {
        var rest = new LinkedHashMap<>(applied.selections());
        for (PatchSelection selection : selections) {
            PatchSelection before = rest.remove(selection.path());
            if (before == null || selection.isWholeFile()) {
                continue;
            }
            List<Integer> hunks = before.isWholeFile() ? allHunks(before.path()) : before.hunks();
            List<Integer> others =
                    hunks.stream().filter(n -> !selection.hunks().contains(n)).toList();
            if (!others.isEmpty()) {
                rest.put(before.path(), new PatchSelection(before.path(), others));
            }
        }
        return rest;
    }

    private List<Integer> allHunks(String path) {
        return patch.files().stream()
                .filter(f -> f.path().equals(path))
                .flatMap(f -> IntStream.rangeClosed(1, f.hunks().size()).boxed())
                .toList();
    }

    /** The base with the current content of the named files in the working tree. */
    private String snapshotWorkingTree(String base, List<String> names) {
        var files = new WorkingTree(git);
        return Git.withTemporaryIndex(file -> {
            var index = new TemporaryIndex(git, file).readTree(base);
            index.addFromWorkingTree(
                    names.stream().filter(n -> !files.isDirectory(n)).toList());
            var none = new FileVersion(FileVersion.ABSENT_MODE, base);
            index.update(names.stream().filter(files::isDirectory).collect(Collectors.toMap(n -> n, n -> none)));
            return index.writeTree();
        });
    }

    /** Names the requested hunks that conflict with the user's changes. */
    private FileConflict explainConflict(
            ThreeWayMerge.UnmergedFile file,
            Map<String, PatchSelection> basis,
            String ours,
            List<PatchSelection> selections) {
        var finder = new ConflictFinder(git, applied.baseCommit(), ours);
        Optional<RunPatch.FileDiff> found =
                patch.files().stream().filter(f -> f.name().equals(file.name())).findFirst();
        if (found.isEmpty()) {
            return finder.explain(file, null, List.of(), List.of());
        }
        RunPatch.FileDiff fileDiff = found.get();
        List<Integer> requested = IntStream.rangeClosed(1, fileDiff.hunks().size())
                .filter(n -> selections.isEmpty() || selections.stream().anyMatch(p -> selects(p, fileDiff, n)))
                .filter(n -> !selects(basis.get(fileDiff.path()), n))
                .boxed()
                .toList();
        List<Integer> conflicting = fileDiff.hunks().size() > MAX_HUNKS_CHECKED
                ? List.of()
                : requested.stream()
                        .filter(n -> !appliesCleanly(fileDiff, n, basis, ours))
                        .toList();
        return finder.explain(file, fileDiff, requested, conflicting);
    }

    private static boolean selects(PatchSelection selection, RunPatch.FileDiff fileDiff, int hunk) {
        return selection.path().equals(fileDiff.path()) && selects(selection, hunk);
    }

    private static boolean selects(@Nullable PatchSelection selection, int hunk) {
        return selection != null
                && (selection.isWholeFile() || selection.hunks().contains(hunk));
    }

    private boolean appliesCleanly(
            RunPatch.FileDiff fileDiff, int hunk, Map<String, PatchSelection> basis, String ours) {
        var withHunk = new AppliedPatchState(applied.baseCommit(), applied.tree(), basis)
                .merge(List.of(new PatchSelection(fileDiff.path(), List.of(hunk))));
        return new ThreeWayMerge(git)
                .merge(buildTree(basis), ours, buildTree(withHunk))
                .conflicts()
                .isEmpty();
    }

    private Map<String, PatchSelection> selectAll() {
        return applied.merge(patch.files().stream()
                .map(f -> new PatchSelection(f.path(), List.of()))
                .toList());
    }

    /** Writes a tree: the base with the selected parts. */
    private String buildTree(Map<String, PatchSelection> selections) {
        return Git.withTemporaryIndex(indexFile -> {
            var index = new TemporaryIndex(git, indexFile).readTree(applied.baseCommit());
            var whole = new LinkedHashMap<String, FileVersion>();
            for (RunPatch.FileDiff fileDiff : patch.files()) {
                PatchSelection selection = selections.get(fileDiff.path());
                if (selection != null && selection.isWholeFile()) {
                    whole.put(fileDiff.name(), fileDiff.after());
                } else if (selection != null) {
                    index.applyPatch(fileDiff.selectHunks(selection.hunks()));
                }
            }
            index.update(whole);
            return index.writeTree();
        });
    }

    /** The number of hunks and whole files that are not applied. */
    int countRemaining() {
        return countRemaining(applied.selections());
    }

    private int countRemaining(Map<String, PatchSelection> selections) {
        int remaining = 0;
        for (RunPatch.FileDiff fileDiff : patch.files()) {
            PatchSelection selection = selections.get(fileDiff.path());
            int all = Math.max(1, fileDiff.hunks().size());
            remaining += selection == null
                    ? all
                    : selection.isWholeFile() ? 0 : all - selection.hunks().size();
        }
        return remaining;
    }
}
