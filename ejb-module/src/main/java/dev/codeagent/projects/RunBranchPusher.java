package dev.codeagent.projects;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.publishing.PushedBranch;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.remotes.BranchName;
import dev.codeagent.remotes.GitAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Pushes the branches of runs. A branch keeps its name {@code codeagent/RUN}, so it never is one that others work on, and
 * nothing is forced. Git works on the server's view of the repository: no hook, helper or remote of the repository counts.
 */
public final class RunBranchPusher {
    private final RepositoryLocator repositoryLocator;
    private final GitMirrors mirrors;

    /** @param roots the directories that can be projects */
    public RunBranchPusher(Path dataDirectory, PathMapping pathMapping, ProjectRoots roots, GitMirrors mirrors) {
        this.repositoryLocator = new RepositoryLocator(dataDirectory, pathMapping, roots);
        this.mirrors = mirrors;
    }

    /**
     * Pushes to the repository of a git project, with the access of the project.
     *
     * @throws AgentException NOTHING_TO_APPLY if the run has no branch
     */
    public PushedBranch push(Project project, RunId run) {
        Git git = repositoryLocator.locate(project);
        String commit = requireCommit(git, run);
        mirrors.push(project, git.gitDir(), commit, branch(run));
        return new PushedBranch(project.path(), branch(run).value(), commit);
    }

    /**
     * Pushes to a repository that the user named for the results of the project.
     *
     * @throws AgentException NOTHING_TO_APPLY if the run has no branch
     */
    public PushedBranch push(Project project, RunId run, GitAddress address, Secret secret) {
        Git git = repositoryLocator.locate(project);
        String commit = requireCommit(git, run);
        mirrors.push(project, git.gitDir(), commit, address, branch(run), Optional.of(secret));
        return new PushedBranch(address.text(), branch(run).value(), commit);
    }

    /** The stored access of a git project. */
    public Optional<Secret> accessOf(Project project) {
        return mirrors.findSecret(project.id());
    }

    private static BranchName branch(RunId run) {
        return new BranchName(RunBranchStore.branchName(run));
    }

    private static String requireCommit(Git git, RunId run) {
        String ref = RunBranchStore.branchRef(run);
        if (!git.succeeds("rev-parse", "--verify", "--quiet", ref)) {
            throw new AgentException(
                    ErrorCode.NOTHING_TO_APPLY,
                    "run " + run + " has no branch to push: it changed nothing, or its patch was discarded");
        }
        return git.run("rev-parse", "--verify", ref + "^{commit}");
    }
}
