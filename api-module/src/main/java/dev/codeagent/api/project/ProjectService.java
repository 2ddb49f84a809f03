package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/** Use cases for projects. */
public interface ProjectService {

    /**
     * Creates the project that a directory belongs to, or returns it if it exists.
     *
     * @param name empty for the directory's name
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if the directory is not readable, or has no files
     *     that agents can work on
     */
    Project open(Caller caller, ProjectDirectory directory, String name);

    /**
     * Copies the bundled library with a bug to a new directory, and creates its project.
     *
     * @throws dev.codeagent.api.error.AgentException CONFIGURATION if the installation has no sample
     */
    SampleProject createSample(Caller caller);

    /** The project that a directory belongs to, if it exists. */
    Optional<Project> find(Caller caller, ProjectDirectory directory);

    /**
     * Returns the project that a command applies to.
     *
     * @param id empty to find the project by {@code directory}
     * @throws dev.codeagent.api.error.AgentException UNKNOWN_PROJECT if both are empty; UNKNOWN_COMMAND if both are
     *     empty and a new project would not have that command either
     */
    ProjectSelection resolve(Caller caller, String command, String id, ProjectDirectory directory);

    List<Project> list(Caller caller);

    Project get(Caller caller, ProjectId id);

    ProjectConfiguration configuration(Caller caller, ProjectId id);

    AgentConfiguration putAgent(Caller caller, ProjectId id, AgentConfiguration configuration);

    AgentConfiguration getAgent(Caller caller, ProjectId id, AgentName agent);
}
