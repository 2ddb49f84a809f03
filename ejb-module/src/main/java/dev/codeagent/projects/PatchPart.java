package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.RunPatch.FileVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a run's patch that is in one repository: that of the project, or of a submodule.
 *
 * @param prefix the path of the submodule with a slash at its end; empty for the project
 */
record PatchPart(String prefix, Repository repository) {

    Git git() {
        return repository.git();
    }

    /** The name relative to this repository. */
    String relativize(String name) {
        return name.substring(prefix.length());
    }

    boolean hasBranch(RunId run) {
        return git().succeeds("rev-parse", "--verify", "--quiet", RunBranchStore.branchRef(run));
    }

    private boolean hasSnapshot(RunId run) {
        return SnapshotRepository.gitOf(git())
                .succeeds("rev-parse", "--verify", "--quiet", WorkspaceStore.baseRef(run));
    }

    private boolean hasRefs(RunId run, boolean branchRequired) {
        return hasBranch(run) || !branchRequired && hasSnapshot(run);
    }

    /**
     * All parts of a run that has a branch; the project is the first one, and submodules follow those that contain them.
     *
     * @throws AgentException CONFLICT if a submodule that the patch changes cannot be used
     */
    static List<PatchPart> find(Repository project, RunId run) {
        var parts = new ArrayList<PatchPart>();
        new PatchPart("", project).collect(run, true, parts);
        return parts;
    }

    /** All submodules that can be used and in which the run has refs, also without a part of the patch. */
    static List<PatchPart> findUsable(Repository project, RunId run) {
        var parts = new ArrayList<PatchPart>();
        new PatchPart("", project).collect(run, false, parts);
        return parts;
    }

    private void collect(RunId run, boolean required, List<PatchPart> parts) {
        parts.add(this);
        boolean branch = hasBranch(run);
        String tip = RunBranchStore.branchRef(run);
        Map<String, FileVersion> before = branch
                ? gitlinks(git(), tip + "~1")
                : hasSnapshot(run) ? gitlinks(SnapshotRepository.gitOf(git()), WorkspaceStore.baseRef(run)) : Map.of();
        Map<String, FileVersion> after = branch ? gitlinks(git(), tip) : Map.of();
        var names = new LinkedHashMap<>(before);
        names.putAll(after);
        for (Map.Entry<String, FileVersion> gitlink : names.entrySet()) {
            String name = gitlink.getKey();
            Repository.Submodule submodule = repository.openSubmodule(name);
            var part = submodule.repository().map(r -> new PatchPart(prefix + name + "/", r));
            if (part.isPresent() && part.get().hasRefs(run, required)) {
                part.get().collect(run, required, parts);
            } else if (required && !gitlink.getValue().equals(before.get(name))) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "a part of the patch of run " + run + " is in the submodule '"
                                + GitPaths.display(prefix + name) + "', which cannot be used: "
                                + (part.isPresent()
                                        ? "it has no branch " + RunBranchStore.branchName(run) + ", or it is another"
                                                + " repository than at the start of the run"
                                        : submodule.reason()));
            }
        }
    }

    private static Map<String, FileVersion> gitlinks(Git git, String tree) {
        var gitlinks = new LinkedHashMap<String, FileVersion>();
        TreeEntries.list(git, tree).forEach((name, version) -> {
            if (version.isGitlink()) {
                gitlinks.put(name, version);
            }
        });
        return gitlinks;
    }
}
