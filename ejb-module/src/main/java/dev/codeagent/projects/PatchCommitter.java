package dev.codeagent.projects;

import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.RunPatch.FileVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Commits the patch of a workspace to branches: the part in the project's repository, and that in each submodule. The
 * commit of the project points to those of the submodules.
 *
 * @param workspace the repository with the base of the workspace: the project's, or the combined one
 * @param repositories the repositories of which the workspace consists
 */
record PatchCommitter(Repository project, Git workspace, WorkspaceRepositories repositories, RunId run) {

    /** A part and what the patch changes in it. */
    private record PartChanges(PatchPart part, String base, Map<String, FileVersion> changes) {}

    /**
     * The commit of the project.
     *
     * @param combined the commit in the workspace's repository
     */
    record Committed(String commit, String combined, List<LeftOutPath> leftOut) {}

    /** Empty if nothing of the patch can be committed, and there is no branch yet. */
    Optional<Committed> commit(String base, byte[] patch, String message, List<LeftOutPath> leftOut) {
        boolean isCombined = !workspace.gitDir().equals(project.git().gitDir());
        if (isCombined) {
            return commit(workspace, isCombined, base, patch, message, leftOut);
        }
        // Nothing is stored in the user's repository before it is clear that it may be.
        return Git.withTemporaryIndex(file -> commit(
                workspace.withObjects(file.resolveSibling("objects")), isCombined, base, patch, message, leftOut));
    }

    /** @param workspace the repository that may store all objects of the patch */
    private Optional<Committed> commit(
            Git workspace, boolean isCombined, String base, byte[] patch, String message, List<LeftOutPath> leftOut) {
        String tree = Git.withTemporaryIndex(file -> {
            var index = new TemporaryIndex(workspace, file).readTree(base);
            if (patch.length > 0) { // After an undo the patch may be empty.
                index.applyPatch(patch);
            }
            return index.writeTree();
        });
        SequencedMap<String, PartChanges> parts = openParts();
        Map<String, FileVersion> kept = assign(TreeEntries.changes(workspace, base, tree), parts, leftOut);
        var repositories =
                parts.values().stream().map(part -> part.part().git()).toList();
        return SnapshotRepository.writing(repositories, () -> {
            parts.forEach((name, part) -> filter(workspace, name.isEmpty() ? "" : name + "/", part, kept, leftOut));
            if (kept.isEmpty() && patch.length > 0 && !project.git().succeeds(verify())) {
                return Optional.empty();
            }
            parts.values().forEach(part -> copyObjects(workspace, part));
            PartCommit committed = commitParts(parts, message);
            String full = committed.full();
            if (isCombined) {
                full = commitTree(workspace, base, kept, message);
                workspace.run("update-ref", RunBranchStore.branchRef(run), full);
            }
            return Optional.of(new Committed(committed.published(), full, leftOut));
        });
    }

    private void filter(
            Git workspace, String prefix, PartChanges part, Map<String, FileVersion> kept, List<LeftOutPath> leftOut) {
        new PatchFilters(part.part().git(), workspace)
                .apply(part.base(), part.changes())
                .forEach(left -> {
                    String path = GitPaths.display(prefix) + left.path();
                    kept.remove(GitPaths.name(path));
                    leftOut.add(new LeftOutPath(path, left.reason()));
                });
        part.changes().forEach((name, version) -> kept.put(prefix + name, version));
    }

    private String[] verify() {
        return new String[] {"rev-parse", "--verify", "--quiet", RunBranchStore.branchRef(run)};
    }

    /** The parts by the names of submodules, those that contain others first. */
    private SequencedMap<String, PartChanges> openParts() {
        var parts = new LinkedHashMap<String, PartChanges>();
        parts.put("", new PartChanges(new PatchPart("", project), repositories.commit(), new LinkedHashMap<>()));
        repositories.submodules().forEach((name, base) -> {
            PatchPart parent = partOf(name, parts).part();
            Repository.Submodule submodule = parent.repository().openSubmodule(parent.relativize(name));
            submodule
                    .repository()
                    .filter(r -> r.git().succeeds("rev-parse", "--verify", "--quiet", base + "^{commit}"))
                    .ifPresent(r -> parts.put(
                            name, new PartChanges(new PatchPart(name + "/", r), base, new LinkedHashMap<>())));
        });
        return parts;
    }

    /** The innermost part in which the name is. */
    private static PartChanges partOf(String name, Map<String, PartChanges> parts) {
        String innermost = parts.keySet().stream()
                .filter(part -> part.isEmpty() || GitPaths.isIn(part, name))
                .reduce((a, b) -> b.length() >= a.length() ? b : a)
                .orElse("");
        return Objects.requireNonNull(parts.get(innermost));
    }

    /** Gives each change to its part; returns those that are in one. */
    private Map<String, FileVersion> assign(
            Map<String, FileVersion> changes, SequencedMap<String, PartChanges> parts, List<LeftOutPath> leftOut) {
        var kept = new LinkedHashMap<String, FileVersion>();
        changes.forEach((name, version) -> {
            Optional<String> reason = reasonToLeaveOut(name, version, parts);
            if (reason.isPresent()) {
                leftOut.add(new LeftOutPath(GitPaths.display(name), reason.get()));
            } else {
                kept.put(name, version);
                PartChanges part = partOf(name, parts);
                part.changes().put(part.part().relativize(name), version);
            }
        });
        return kept;
    }

    private Optional<String> reasonToLeaveOut(
            String name, FileVersion version, SequencedMap<String, PartChanges> parts) {
        for (LeftOutPath left : repositories.leftOut()) {
            String directory = GitPaths.name(left.path());
            if (GitPaths.isIn(directory, name) || GitPaths.isIn(name, directory)) {
                return Optional.of("'" + left.path() + "' is not part of the workspace: " + left.reason());
            }
        }
        for (String submodule : repositories.submodules().keySet()) {
            if (GitPaths.isIn(name, submodule)) {
                return Optional.of("it would replace the submodule '" + GitPaths.display(submodule) + "'");
            }
            if (GitPaths.isIn(submodule, name) && !parts.containsKey(submodule)) {
                return Optional.of(
                        "the submodule '" + GitPaths.display(submodule) + "' was removed or replaced during the run");
            }
        }
        return version.isGitlink()
                ? Optional.of("it is a git repository, and git does not store the files of one in another")
                : Optional.empty();
    }

    /** Copies the changed files into the repository of the part. */
    private void copyObjects(Git workspace, PartChanges part) {
        var blobs = part.changes().values().stream()
                .filter(FileVersion::isPresent)
                .map(FileVersion::blob)
                .distinct()
                .toList();
        if (!blobs.isEmpty()) {
            byte[] ids = String.join("\n", blobs).concat("\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            var pack = List.of("pack-objects", "--stdout", "--quiet");
            byte[] packed = Git.requireSuccess(pack, workspace.call(Map.of(), ids, pack))
                    .output();
            var unpack = List.of("unpack-objects", "-q");
            Git.requireSuccess(unpack, part.part().git().call(Map.of(), packed, unpack));
        }
    }

    /**
     * The commits of a part.
     *
     * @param full with all untracked files of the snapshot
     * @param published what the user's repository gets
     */
    private record PartCommit(Git git, String full, String published) {}

    /** Commits the parts, inner ones first, and returns the commit of the project. */
    private PartCommit commitParts(SequencedMap<String, PartChanges> parts, String message) {
        var commits = new ArrayList<PartCommit>();
        for (String name : new ArrayList<>(parts.sequencedKeySet().reversed())) {
            PartChanges part = Objects.requireNonNull(parts.get(name));
            if (!name.isEmpty() && part.changes().isEmpty() && !part.part().hasBranch(run)) {
                continue;
            }
            PartCommit commit = commitPart(part, message);
            commits.add(commit);
            if (!name.isEmpty() && !part.changes().isEmpty()) {
                var outer = new LinkedHashMap<>(parts);
                outer.remove(name);
                PartChanges parent = partOf(name, outer);
                parent.changes()
                        .put(
                                parent.part().relativize(name),
                                new FileVersion(FileVersion.GITLINK_MODE, commit.published()));
            }
        }
        // The project's branch is last: it tells that the others exist.
        commits.forEach(this::publish);
        return commits.getLast();
    }

    private PartCommit commitPart(PartChanges part, String message) {
        Git git = part.part().git();
        String full = commitTree(git, part.base(), part.changes(), message);
        SnapshotRepository.gitOf(git).run("update-ref", RunBranchStore.resultRef(run), full);
        String branch = RunBranchStore.branchRef(run);
        List<String> earlier = Stream.of(branch, branch + "~1", AppliedPatchState.refName(run))
                .filter(ref -> git.succeeds("rev-parse", "--verify", "--quiet", ref + "^{commit}"))
                .toList();
        return new PartCommit(git, full, new PublishedBase(git, run, part.base()).createCommit(full, earlier, message));
    }

    private void publish(PartCommit commit) {
        String head = WorkspaceStore.baseRef(run);
        boolean hasHead = commit.git().succeeds("rev-parse", "--verify", "--quiet", head);
        PublishedBase.publish(
                commit.git(), RunBranchStore.branchRef(run), commit.published(), hasHead ? List.of(head) : List.of());
    }

    private String commitTree(Git git, String base, Map<String, FileVersion> changes, String message) {
        String tree = Git.withTemporaryIndex(file -> {
            var index = new TemporaryIndex(git, file).readTree(base);
            index.update(changes);
            return index.writeTree();
        });
        return WorkspaceStore.commitTree(git, tree, base, message);
    }
}
