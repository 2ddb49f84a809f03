package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.RunPatch.FileVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state that a run starts from if it continues an earlier one: the files of that run's result, in the project and its
 * submodules. The working tree of the user is not part of it, so what the user changed since does not matter.
 */
record FollowUpSnapshot(RunId earlier, RunId run) {

    /** @throws AgentException NOTHING_TO_APPLY if the earlier run has no branch */
    RepositorySnapshot take(Repository project) {
        String branch = tipOf(project)
                .orElseThrow(() -> new AgentException(
                        ErrorCode.NOTHING_TO_APPLY,
                        "run " + earlier + " has no branch " + RunBranchStore.branchName(earlier)
                                + " to continue: it changed nothing, or its patch was discarded"));
        return take(project, "", branch, new HashSet<>(Set.of(project.layout().gitDir())));
    }

    private Optional<String> tipOf(Repository repository) {
        Git git = repository.git();
        String branch = RunBranchStore.branchRef(earlier);
        return git.succeeds("rev-parse", "--verify", "--quiet", branch)
                ? Optional.of(git.run("rev-parse", branch))
                : Optional.empty();
    }

    /** @param published the commit that the user's repository has, on which the new branch will be based */
    private RepositorySnapshot take(Repository repository, String name, String published, Set<Path> gitDirs) {
        Git git = repository.git();
        String commit =
                RunCommit.ofRepository(repository, earlier).map(RunCommit::id).orElse(published);
        SnapshotRepository.of(git).writing(() -> {
            SnapshotRepository.gitOf(git).run("update-ref", WorkspaceStore.baseRef(run), commit);
            return git.run("update-ref", WorkspaceStore.baseRef(run), published);
        });
        var submodules = new ArrayList<RepositorySnapshot>();
        var leftOut = new ArrayList<LeftOutPath>();
        Set<String> registered = repository.listSubmodules();
        for (Map.Entry<String, FileVersion> entry :
                TreeEntries.list(git, commit).entrySet()) {
            if (entry.getValue().isGitlink()) {
                String module = entry.getKey();
                Repository.Submodule opened = registered.contains(module)
                        ? repository.openSubmodule(module)
                        : new Repository.Submodule(
                                Optional.empty(), "it is a nested repository that .gitmodules does not list");
                String reason = opened.repository()
                        .map(r -> reasonToLeaveOut(r, entry.getValue().blob(), gitDirs))
                        .orElse(opened.reason());
                if (reason.isEmpty()) {
                    submodules.add(take(
                            opened.repository().orElseThrow(),
                            module,
                            entry.getValue().blob(),
                            gitDirs));
                } else {
                    leftOut.add(new LeftOutPath(GitPaths.display(module), reason));
                }
            }
        }
        boolean hasGitlinks = !submodules.isEmpty() || !leftOut.isEmpty();
        return new RepositorySnapshot(
                repository, name, commit, false, published, hasGitlinks, submodules, leftOut, List.of());
    }

    private static String reasonToLeaveOut(Repository module, String commit, Set<Path> gitDirs) {
        if (!module.git().succeeds("cat-file", "-e", commit + "^{commit}")) {
            return "its repository does not have the commit " + commit;
        }
        return gitDirs.add(module.layout().gitDir()) ? "" : "another submodule uses the same repository";
    }
}
