package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Stores projects and their own copies of agents, providers and workflow. */
public interface ProjectStore {

    /**
     * Stores the project and its configuration in one transaction.
     *
     * @throws AgentException CONFLICT if the id or the path is already in use
     */
    void create(Project project, ProjectConfiguration configuration);

    Optional<Project> find(ProjectId id);

    /** @throws AgentException UNKNOWN_PROJECT if there is no such project */
    default Project get(ProjectId id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    /** The error of a project that is not there. */
    static AgentException unknown(ProjectId id) {
        return new AgentException(
                ErrorCode.UNKNOWN_PROJECT,
                "no project " + id + "; `codeagent projects list` and GET /api/v1/projects list them");
    }

    /** @param subdirectory empty for the project without a chosen part */
    Optional<Project> findByPath(String path, String subdirectory);

    /** Returns all projects, oldest first. */
    List<Project> list();

    /**
     * @throws AgentException UNKNOWN_PROJECT if there is no such project
     */
    ProjectConfiguration configuration(ProjectId id);

    /** Deletes the project and its configuration in one transaction, if it exists. */
    void delete(ProjectId id);

    void putAgent(ProjectId id, AgentConfiguration configuration);

    /** Adds or replaces one of the project's own providers. */
    void putProvider(ProjectId id, dev.codeagent.api.provider.ProviderConfiguration configuration);
}
