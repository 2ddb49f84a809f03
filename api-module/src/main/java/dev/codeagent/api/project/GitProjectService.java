package dev.codeagent.api.project;

import dev.codeagent.api.security.Caller;

/** Use cases for projects whose files are on a branch of a repository on another server. */
public interface GitProjectService {

    /**
     * Creates the project of a branch, or returns it if it exists. The server contacts the repository first.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE for an address or a branch that cannot be used;
     *     GIT_HOST_KEY_UNKNOWN if the key of the SSH server has to be trusted first; GIT_ACCESS_DENIED;
     *     GIT_REMOTE_REFUSED; GIT_REMOTE_FAILED
     */
    Project create(Caller caller, GitProjectRequest request);

    /** Changes the access to the repository of a project, after a test of it. */
    GitProjectStatus putAccess(Caller caller, ProjectId id, GitAccess access);

    GitProjectStatus status(Caller caller, ProjectId id);
}
