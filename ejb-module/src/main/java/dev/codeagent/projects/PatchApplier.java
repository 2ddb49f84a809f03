package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Applies a run's patch, or parts of it, to the user's working tree with a three-way merge. It applies either all
 * requested parts or, with CONFLICT, none. It does not change the user's index and HEAD.
 */
final class PatchApplier {
    /** An error message names the conflicting hunks only if the file has at most this many. */
    private static final int MAX_HUNKS_CHECKED = 40;

    private final Git git;
    private final RunId run;
    private final String branch;
    private final String tip;
    private final AppliedPatchState applied;
    private final RunPatch patch;

    /** @param branch the run's branch, which has to exist */
    PatchApplier(Git git, RunId run, String branch) {
        this.git = git;
        this.run = run;
        this.branch = branch;
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
     * Applies all selected parts, or none of them.
     *
     * @param selections empty for all remaining parts
     * @return the number of hunks and whole files that are not applied yet
     */
    int apply(List<PatchSelection> selections) {
        Map<String, PatchSelection> selected = selections.isEmpty() ? selectAll() : applied.merge(validate(selections));
        String theirs = buildTree(selected);
        if (selections.isEmpty() && theirs.equals(applied.tree())) {
            // Everything is applied already, but the user may have reverted it since.
            mergeIntoWorkingTree(git.run("rev-parse", applied.baseCommit() + "^{tree}"), theirs, selections);
        } else {
            mergeIntoWorkingTree(applied.tree(), theirs, selections);
        }
        var updated = new AppliedPatchState(applied.baseCommit(), theirs, selected);
        updated.save(git, run, tip);
        return countRemaining(selected);
    }

    private void mergeIntoWorkingTree(String base, String theirs, List<PatchSelection> requested) {
        RunPatch change = RunPatch.between(git, base, theirs);
        List<String> names =
                change.files().stream().map(RunPatch.FileDiff::name).toList();
        String ours = snapshotWorkingTree(base, names);
        ThreeWayMerge.MergeResult merged = new ThreeWayMerge(git).merge(base, ours, theirs);
        if (!merged.conflicts().isEmpty()) {
            throw conflict(merged.conflicts().stream()
                    .map(name -> describeConflict(name, ours, requested))
                    .toList());
        }
        if (merged.tree().equals(ours)) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    (requested.isEmpty() ? "the patch of run " + run + " is" : "those parts of run " + run + " are")
                            + " already in the working tree");
        }
        new WorkingTree(git).update(ours, merged.tree());
    }

    /** The base with the current content of the named files in the working tree. */
    private String snapshotWorkingTree(String base, List<String> names) {
        var files = new WorkingTree(git);
        try {
            return Git.withTemporaryIndex(file -> {
                var index = new TemporaryIndex(git, file).readTree(base);
                index.addFromWorkingTree(
                        names.stream().filter(n -> !files.isDirectory(n)).toList());
                var none = new FileVersion(FileVersion.ABSENT_MODE, base);
                index.update(names.stream().filter(files::isDirectory).collect(Collectors.toMap(n -> n, n -> none)));
                return index.writeTree();
            });
        } catch (AgentException e) {
            // Git's message names the path, for example if a directory replaced a file or a parent is a link.
            throw conflict(List.of(e.getMessage()));
        }
    }

    private AgentException conflict(List<String> conflicts) {
        return new AgentException(
                ErrorCode.CONFLICT,
                "the patch of run " + run + " conflicts with the working tree, which was not changed: "
                        + String.join("; ", conflicts.stream().limit(10).toList())
                        + ". Apply other parts (`codeagent diff " + run
                        + " --hunks` shows their numbers), revert your change there, or"
                        + " merge the branch " + branch);
    }

    /** Names the requested hunks that conflict with the user's changes. */
    private String describeConflict(String name, String ours, List<PatchSelection> requested) {
        RunPatch.FileDiff fileDiff = patch.files().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElse(null);
        if (fileDiff == null || !fileDiff.hasHunks() || fileDiff.hunks().size() > MAX_HUNKS_CHECKED) {
            return RunPatch.toText(name) + " was also changed by you";
        }
        var conflicting = IntStream.rangeClosed(1, fileDiff.hunks().size())
                .filter(n -> requested.isEmpty() || requested.stream().anyMatch(p -> selects(p, fileDiff, n)))
                .filter(n -> !isApplied(fileDiff, n))
                .filter(n -> !appliesCleanly(fileDiff, n, ours))
                .mapToObj(String::valueOf)
                .toList();
        return fileDiff.path() + " was also changed by you"
                + (conflicting.isEmpty() ? "" : " (hunk " + String.join(", ", conflicting) + ")");
    }

    private static boolean selects(PatchSelection selection, RunPatch.FileDiff fileDiff, int hunk) {
        return selection.path().equals(fileDiff.path())
                && (selection.isWholeFile() || selection.hunks().contains(hunk));
    }

    private boolean appliesCleanly(RunPatch.FileDiff fileDiff, int hunk, String ours) {
        String hunkTree = buildTree(applied.merge(List.of(new PatchSelection(fileDiff.path(), List.of(hunk)))));
        return new ThreeWayMerge(git)
                .merge(applied.tree(), ours, hunkTree)
                .conflicts()
                .isEmpty();
    }

    private Map<String, PatchSelection> selectAll() {
        return applied.merge(patch.files().stream()
                .map(f -> new PatchSelection(f.path(), List.of()))
                .toList());
    }

    private List<PatchSelection> validate(List<PatchSelection> selections) {
        for (PatchSelection selection : selections) {
            RunPatch.FileDiff fileDiff = patch.files().stream()
                    .filter(f -> f.path().equals(selection.path()))
                    .findFirst()
                    .orElseThrow(() -> new AgentException(
                            ErrorCode.INVALID_VALUE,
                            "the patch of run " + run + " does not change '" + selection.path() + "'; it changes "
                                    + String.join(
                                            ", ",
                                            patch.files().stream()
                                                    .map(RunPatch.FileDiff::path)
                                                    .limit(20)
                                                    .toList())));
            for (int hunk : selection.hunks()) {
                if (hunk < 1 || hunk > fileDiff.hunks().size()) {
                    throw new AgentException(
                            ErrorCode.INVALID_VALUE,
                            fileDiff.hasHunks()
                                    ? "'" + fileDiff.path() + "' has hunks 1 to "
                                            + fileDiff.hunks().size() + ", not " + hunk
                                    : "'" + fileDiff.path() + "' can only be applied as a whole");
                }
            }
        }
        return selections;
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
