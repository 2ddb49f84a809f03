package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.error.PatchConflict;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The patch of a run in the project and its submodules. An apply changes all working trees or, with CONFLICT, none; it
 * does not change the user's indexes and HEADs.
 */
final class ProjectPatch {
    private static final int MAX_NAMES = 20;
    /** Of the message; the list for programs is longer. */
    private static final int MAX_CONFLICTS_NAMED = 10;

    private static final int MAX_CONFLICTS = 1_000;

    private final RunId run;
    private final Map<PatchPart, PatchApplier> parts = new LinkedHashMap<>();

    /** @param project the project's repository, which has to contain the run's branch */
    ProjectPatch(Repository project, RunId run) {
        this.run = run;
        PatchPart.find(project, run)
                .forEach(part -> parts.put(part, new PatchApplier(part.git(), run, RunBranchStore.branchName(run))));
    }

    /** The patch as git prints it, with the paths of submodules in front of their files. */
    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        for (PatchPart part : parts.keySet()) {
            String prefix = GitPaths.display(part.prefix());
            bytes.writeBytes(RunPatch.toBytes(
                    part.git(), RunBranchStore.branchRef(run) + "~1", RunBranchStore.branchRef(run), prefix));
        }
        return bytes.toByteArray();
    }

    /** The files and hunks, which the user can select. */
    List<PatchFile> listFiles() {
        var files = new ArrayList<PatchFile>();
        parts.forEach((part, applier) -> applier.listFiles()
                .forEach(f -> files.add(
                        new PatchFile(GitPaths.display(part.prefix()) + f.path(), f.status(), f.taken(), f.hunks()))));
        return files;
    }

    /**
     * Applies all selected parts, or none of them.
     *
     * @param selections empty for all remaining parts
     * @param journal records the change until it is complete
     * @param branchOfUser whether the run's branch is in a repository of the user, who can merge it there
     * @return the number of hunks and whole files that are not applied yet
     */
    int apply(List<PatchSelection> selections, ApplyJournal journal, boolean branchOfUser) {
        return writing(() -> {
            Map<PatchPart, PatchApplier.Plan> plans = planWithoutConflict(selections, branchOfUser);
            if (plans.values().stream().noneMatch(PatchApplier.Plan::changesFiles)) {
                throw alreadyApplied(selections);
            }
            write(plans, journal);
            return countRemaining(plans);
        });
    }

    /** A merge writes objects that nothing refers to before the result is recorded. */
    private <T> T writing(Supplier<T> work) {
        return SnapshotRepository.writing(
                parts.keySet().stream().map(PatchPart::git).toList(), work);
    }

    /**
     * What an apply would change, as a patch for {@code git apply}: the files are on the machine of the client. Empty if
     * they have the changes, and {@link #record} was not called.
     */
    byte[] merge(List<PatchSelection> selections) {
        return writing(() -> mergeNow(selections));
    }

    private byte[] mergeNow(List<PatchSelection> selections) {
        var patch = new ByteArrayOutputStream();
        Map<PatchPart, PatchApplier.Plan> plans = planWithoutConflict(selections, false);
        plans.forEach((part, plan) -> {
            if (plan.changesFiles()) {
                patch.writeBytes(new WorkingTree(part.git()).difference(plan.ours(), plan.merged()));
            }
        });
        boolean recorded = plans.entrySet().stream()
                .allMatch(entry -> requireApplier(entry.getKey()).isSaved(entry.getValue()));
        if (patch.size() == 0 && recorded) {
            throw alreadyApplied(selections);
        }
        return patch.toByteArray();
    }

    /** Records that the files have the selected parts; returns what {@link #apply} returns. */
    int record(List<PatchSelection> selections) {
        return writing(() -> recordNow(selections));
    }

    private int recordNow(List<PatchSelection> selections) {
        Map<PatchPart, PatchApplier.Plan> plans = planWithoutConflict(selections, false);
        if (plans.values().stream().anyMatch(PatchApplier.Plan::changesFiles)) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "the files of the project are on the machine of the client that uploads them, and do not have the"
                            + " patch of run " + run + " yet; apply it there with `codeagent apply " + run + "`");
        }
        plans.forEach((part, plan) -> requireApplier(part).save(plan));
        return countRemaining(plans);
    }

    private AgentException alreadyApplied(List<PatchSelection> selections) {
        if (selections.isEmpty() && toBytes().length == 0) {
            return new AgentException(
                    ErrorCode.CONFLICT,
                    "the changes of run " + run + " were undone, and the working tree contains none of them");
        }
        return new AgentException(
                ErrorCode.CONFLICT,
                (selections.isEmpty() ? "the patch of run " + run + " is" : "those parts of run " + run + " are")
                        + " already in the working tree");
    }

    private Map<PatchPart, PatchApplier.Plan> planWithoutConflict(
            List<PatchSelection> selections, boolean branchOfUser) {
        Map<PatchPart, PatchApplier.Plan> plans = plan(selections);
        var conflicts = new ArrayList<FileConflict>();
        plans.forEach((part, plan) ->
                plan.conflicts().forEach(file -> conflicts.add(file.below(GitPaths.display(part.prefix())))));
        if (!conflicts.isEmpty()) {
            throw conflict(conflicts, branchOfUser);
        }
        return plans;
    }

    private int countRemaining(Map<PatchPart, PatchApplier.Plan> plans) {
        int remaining = 0;
        for (Map.Entry<PatchPart, PatchApplier> entry : parts.entrySet()) {
            PatchApplier.Plan plan = plans.get(entry.getKey());
            remaining += plan == null ? entry.getValue().countRemaining() : plan.remaining();
        }
        return remaining;
    }

    private Map<PatchPart, PatchApplier.Plan> plan(List<PatchSelection> selections) {
        var plans = new LinkedHashMap<PatchPart, PatchApplier.Plan>();
        if (selections.isEmpty()) {
            parts.forEach((part, applier) -> plans.put(part, applier.plan(List.of())));
            return plans;
        }
        var selected = new LinkedHashMap<PatchPart, List<PatchSelection>>();
        selections.forEach(selection -> {
            PatchPart part = requirePart(selection);
            String path =
                    selection.path().substring(GitPaths.display(part.prefix()).length());
            selected.computeIfAbsent(part, p -> new ArrayList<>()).add(new PatchSelection(path, selection.hunks()));
        });
        selected.forEach((part, own) -> plans.put(part, requireApplier(part).plan(own)));
        return plans;
    }

    private PatchApplier requireApplier(PatchPart part) {
        return java.util.Objects.requireNonNull(parts.get(part));
    }

    /** The part that contains the selected file, which must have the selected hunks. */
    private PatchPart requirePart(PatchSelection selection) {
        for (Map.Entry<PatchPart, PatchApplier> entry : parts.entrySet()) {
            String prefix = GitPaths.display(entry.getKey().prefix());
            for (PatchFile file : entry.getValue().listFiles()) {
                if (selection.path().equals(prefix + file.path())) {
                    requireHunks(selection, file.hunks().size());
                    return entry.getKey();
                }
            }
        }
        throw new AgentException(
                ErrorCode.INVALID_VALUE,
                "the patch of run " + run + " does not change '" + selection.path() + "'; it changes "
                        + String.join(
                                ", ",
                                listFiles().stream()
                                        .map(PatchFile::path)
                                        .limit(MAX_NAMES)
                                        .toList()));
    }

    private static void requireHunks(PatchSelection selection, int hunks) {
        for (int hunk : selection.hunks()) {
            if (hunk < 1 || hunk > hunks) {
                throw new AgentException(
                        ErrorCode.INVALID_VALUE,
                        hunks > 0
                                ? "'" + selection.path() + "' has hunks 1 to " + hunks + ", not " + hunk
                                : "'" + selection.path() + "' can only be applied as a whole");
            }
        }
    }

    private void write(Map<PatchPart, PatchApplier.Plan> plans, ApplyJournal journal) {
        plans.forEach((part, plan) -> {
            if (plan.changesFiles()) {
                requireApplicable(part, plan);
            }
        });
        journal.begin(run, plans);
        try {
            plans.forEach((part, plan) -> {
                if (plan.changesFiles()) {
                    new WorkingTree(part.git()).update(plan.ours(), plan.merged());
                }
            });
            plans.forEach((part, plan) -> requireApplier(part).save(plan));
        } catch (AgentException e) {
            throw rollBack(journal, e);
        } catch (RuntimeException | Error e) {
            journal.rollBack(parts.keySet().iterator().next().repository());
            throw e;
        }
        journal.end();
    }

    /** Takes the change back, and returns the failure with what became of the files. */
    private AgentException rollBack(ApplyJournal journal, AgentException failure) {
        String outcome;
        try {
            List<String> kept =
                    journal.rollBack(parts.keySet().iterator().next().repository());
            outcome = kept.isEmpty()
                    ? "the working tree has its previous content again"
                    : "another program has changed " + kept.stream().limit(10).collect(Collectors.joining(", "))
                            + " meanwhile, which was left as it is; apply again";
        } catch (AgentException e) {
            outcome = "its previous content is restored before the next apply, because now this failed: "
                    + e.getMessage();
        }
        return new AgentException(failure.code(), failure.getMessage() + "; " + outcome, failure);
    }

    private static void requireApplicable(PatchPart part, PatchApplier.Plan plan) {
        try {
            new WorkingTree(part.git()).requireApplicable(plan.ours(), plan.merged());
        } catch (AgentException e) {
            var names = RunPatch.between(part.git(), plan.ours(), plan.merged()).files().stream()
                    .map(RunPatch.FileDiff::name);
            var conflict = new FileConflict(
                    "", e.conflicts().isEmpty() ? ConflictFinder.findObstacles(part.git(), names) : e.conflicts());
            throw e.withConflicts(limited(List.of(conflict.below(GitPaths.display(part.prefix())))));
        }
    }

    private static List<PatchConflict> limited(List<FileConflict> conflicts) {
        return conflicts.stream()
                .flatMap(file -> file.parts().stream())
                .limit(MAX_CONFLICTS)
                .toList();
    }

    private AgentException conflict(List<FileConflict> conflicts, boolean branchOfUser) {
        return new AgentException(
                        ErrorCode.CONFLICT,
                        "the patch of run " + run + " conflicts with the working tree, which was not changed: "
                                + String.join(
                                        "; ",
                                        conflicts.stream()
                                                .limit(MAX_CONFLICTS_NAMED)
                                                .map(FileConflict::text)
                                                .toList())
                                + ". Apply other parts (`codeagent diff " + run
                                + " --hunks` shows their numbers)"
                                + (branchOfUser
                                        ? ", revert your change there, or merge the branch "
                                                + RunBranchStore.branchName(run)
                                        : ", or revert your change there"))
                .withConflicts(limited(conflicts));
    }

    /** Deletes the branches and bases; the project's branch is last, so that an interrupted discard can be repeated. */
    static void discard(Repository project, RunId run) {
        for (PatchPart part : PatchPart.findUsable(project, run).reversed()) {
            part.git().run("update-ref", "-d", AppliedPatchState.refName(run));
            part.git().run("update-ref", "-d", WorkspaceStore.baseRef(run));
            SnapshotRepository.gitOf(part.git()).run("update-ref", "-d", RunBranchStore.resultRef(run));
            part.git().run("update-ref", "-d", RunBranchStore.branchRef(run));
        }
    }
}
