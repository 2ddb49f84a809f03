package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentConfiguration;
import java.util.List;
import java.util.Optional;

/** Keeps projects and their own copies of agents, providers and workflow. */
public interface ProjectStore {

    /** Stores the project and its setup in one transaction; CONFLICT where the id or the path is taken. */
    void create(Project project, ProjectConfiguration configuration);

    Optional<Project> find(ProjectId id);

    Optional<Project> findByPath(String path);

    /** Oldest first. */
    List<Project> list();

    /** UNKNOWN_PROJECT where there is none. */
    ProjectConfiguration configuration(ProjectId id);

    void putAgent(ProjectId id, AgentConfiguration configuration);

    /** Replaces or adds one of the project's own providers. */
    void putProvider(ProjectId id, dev.codeagent.api.provider.ProviderConfiguration configuration);
}
