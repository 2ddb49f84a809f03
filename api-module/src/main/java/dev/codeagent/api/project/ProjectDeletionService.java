package dev.codeagent.api.project;

import dev.codeagent.api.security.Caller;

/** Deletes projects. */
public interface ProjectDeletionService {

    /**
     * Deletes a project with its settings, and what the server stores for it: its mirror or what was uploaded, snapshots, the
     * workspaces of its runs, stored approvals, and the access to git servers. The events and costs of its runs stay, and so
     * do the user's own files.
     *
     * @param unapplied also if a run has a patch that was not applied
     * @throws dev.codeagent.api.error.AgentException UNKNOWN_PROJECT; CONFLICT if a run has not ended, or has such a patch
     */
    void delete(Caller caller, ProjectId project, boolean unapplied);
}
