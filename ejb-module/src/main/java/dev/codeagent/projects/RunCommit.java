package dev.codeagent.projects;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunId;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The commit with all files of a run: what it started from, with its patch.
 *
 * @param git the repository that contains it
 */
record RunCommit(Git git, String id) {

    /** Empty if nothing of the run is left. */
    static Optional<RunCommit> find(RepositoryLocator locator, Project project, RunId run) {
        Repository repository = locator.open(project);
        Optional<Git> combined = CombinedRepository.find(
                WorkspaceStore.homeDirectory(locator.dataDirectory(), run),
                repository.git().workTree());
        return combined.flatMap(git -> first(git, RunBranchStore.branchRef(run), WorkspaceStore.baseRef(run)))
                .or(() -> ofRepository(repository, run));
    }

    /** What a run starts from; its workspace exists. */
    static RunCommit ofBase(RepositoryLocator locator, Project project, RunId run) {
        Git repository = locator.open(project).git();
        Git git = CombinedRepository.find(
                        WorkspaceStore.homeDirectory(locator.dataDirectory(), run), repository.workTree())
                .orElseGet(() -> SnapshotRepository.gitOf(repository));
        return new RunCommit(git, git.run("rev-parse", WorkspaceStore.baseRef(run) + "^{commit}"));
    }

    /** The commit in one repository: the snapshot with the patch, else the branch, which lacks untracked files. */
    static Optional<RunCommit> ofRepository(Repository repository, RunId run) {
        Git snapshots = SnapshotRepository.gitOf(repository.git());
        return first(snapshots, RunBranchStore.resultRef(run))
                .or(() -> first(repository.git(), RunBranchStore.branchRef(run)))
                .or(() -> first(snapshots, WorkspaceStore.baseRef(run)));
    }

    private static Optional<RunCommit> first(Git git, String... refs) {
        return Stream.of(refs)
                .filter(ref -> git.succeeds("rev-parse", "--verify", "--quiet", ref + "^{commit}"))
                .findFirst()
                .map(ref -> new RunCommit(git, git.run("rev-parse", ref + "^{commit}")));
    }
}
