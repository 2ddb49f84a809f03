package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.security.Caller;
import java.util.List;

/** Use cases for projects. */
public interface ProjectService {

    /**
     * Creates a project from a directory, or returns the existing project of that directory.
     *
     * @param path absolute
     * @param name empty for the directory's name
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if the path is not a readable directory
     */
    Project open(Caller caller, String path, String name);

    /**
     * Returns the project that a command applies to.
     *
     * @param id empty to find the project by {@code path}
     * @throws dev.codeagent.api.error.AgentException UNKNOWN_PROJECT if both are empty; UNKNOWN_COMMAND if both are
     *     empty and a new project would not have that command either
     */
    ProjectId resolve(Caller caller, String command, String id, String path);

    List<Project> list(Caller caller);

    Project get(Caller caller, ProjectId id);

    ProjectConfiguration configuration(Caller caller, ProjectId id);

    AgentConfiguration putAgent(Caller caller, ProjectId id, AgentConfiguration configuration);

    AgentConfiguration getAgent(Caller caller, ProjectId id, AgentName agent);
}
