package dev.codeagent.api.publishing;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;

/** The use cases that bring results to a git server. Each call is the consent of its caller. */
public interface PublishingService {

    /** @throws dev.codeagent.api.error.AgentException NOT_FOUND if the project has no remote */
    Remote remote(Caller caller, ProjectId project);

    /** @throws dev.codeagent.api.error.AgentException INVALID_VALUE if address, token or user name cannot be used */
    Remote putRemote(Caller caller, ProjectId project, RemoteRequest request);

    /** Removes the remote and its token. */
    void removeRemote(Caller caller, ProjectId project);

    /** The text of a pull request for a run, without any request to the git server. */
    PullRequestText pullRequestText(Caller caller, RunId run);

    /**
     * Pushes the branch of a run, under its own name, without force.
     *
     * @throws dev.codeagent.api.error.AgentException NOTHING_TO_APPLY without a branch; CONFLICT if the server has other
     *     commits on this branch, or protects it
     */
    PushedBranch push(Caller caller, RunId run);

    /** Pushes the branch of a run and creates a pull request for it, unless there is one. */
    OpenPullRequest createPullRequest(Caller caller, RunId run, PullRequestRequest request);
}
