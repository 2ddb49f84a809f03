package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.security.Caller;
import java.util.List;

/** The use cases around projects. */
public interface ProjectService {

    /**
     * Creates a project from a folder, or gives the one that the folder already has.
     *
     * @param path absolute; INVALID_VALUE where it is no readable folder
     * @param name empty: the folder's name
     */
    Project open(Caller caller, String path, String name);

    /**
     * The project that a command is meant for.
     *
     * @param id empty: {@code path} tells; UNKNOWN_PROJECT where both are empty, or UNKNOWN_COMMAND where no new project
     *     would have that command either
     */
    ProjectId resolve(Caller caller, String command, String id, String path);

    List<Project> list(Caller caller);

    Project get(Caller caller, ProjectId id);

    ProjectConfiguration configuration(Caller caller, ProjectId id);

    AgentConfiguration putAgent(Caller caller, ProjectId id, AgentConfiguration configuration);

    AgentConfiguration getAgent(Caller caller, ProjectId id, AgentName agent);
}
