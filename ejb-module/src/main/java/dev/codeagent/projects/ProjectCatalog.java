package dev.codeagent.projects;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.security.Caller;
import dev.codeagent.config.PathMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Creates, finds and configures projects. */
public final class ProjectCatalog implements ProjectService {
    private final ProjectStore store;
    private final Supplier<ProjectConfiguration> defaults;
    private final PathMapping pathMapping;
    private final ProjectRoots roots;
    private final RepositoryLocator repositoryLocator;
    private final Clock clock;

    /**
     * @param defaults the configuration that a new project copies
     * @param dataDirectory where what belongs to a project is stored
     * @param roots the directories that can be projects
     */
    public ProjectCatalog(
            ProjectStore store,
            Supplier<ProjectConfiguration> defaults,
            Path dataDirectory,
            PathMapping pathMapping,
            ProjectRoots roots,
            Clock clock) {
        this.store = store;
        this.defaults = defaults;
        this.pathMapping = pathMapping;
        this.roots = roots;
        this.repositoryLocator = new RepositoryLocator(dataDirectory, pathMapping, roots);
        this.clock = clock;
    }

    @Override
    public Project open(Caller caller, String path, String name) {
        String directory = toHostPath(path);
        return store.findByPath(directory).orElseGet(() -> create(caller, directory, name));
    }

    private Project create(Caller caller, String directory, String name) {
        String displayName = name.isBlank() ? directory.replaceFirst(".*[/\\\\](?=.)", "") : name;
        var project = new Project(createId(directory), displayName, directory, caller.name(), clock.instant());
        try {
            repositoryLocator.record(project);
            store.create(project, defaults.get());
            return project;
        } catch (RuntimeException e) {
            // A concurrent request may have created the project of the same directory.
            return store.findByPath(directory).orElseThrow(() -> e);
        }
    }

    /** The same directory always gets the same id. */
    private static ProjectId createId(String directory) {
        String hash = UUID.nameUUIDFromBytes(directory.getBytes(StandardCharsets.UTF_8))
                .toString();
        return new ProjectId("proj-" + hash.replace("-", "").substring(0, 12));
    }

    /** The directory's real path on the host, so that a project is the same inside and outside of a container. */
    private String toHostPath(String text) {
        try {
            Path path = pathMapping.toLocalPath(text);
            if (!path.isAbsolute() || !Files.isDirectory(path) || !Files.isReadable(path)) {
                throw new AgentException(
                        ErrorCode.INVALID_VALUE,
                        "'" + text
                                + "' is not a directory that the server can read; give the absolute path of a directory"
                                + " on the server's machine");
            }
            String hostPath = pathMapping.toHostPath(path.toRealPath());
            roots.requireAllowed(path, hostPath);
            return hostPath;
        } catch (InvalidPathException | IOException e) {
            throw new AgentException(ErrorCode.INVALID_VALUE, "'" + text + "' is not a path: " + e.getMessage(), e);
        }
    }

    @Override
    public ProjectId resolve(Caller caller, String command, String id, String path) {
        if (!id.isEmpty()) {
            return new ProjectId(id);
        }
        if (!path.isEmpty()) {
            return open(caller, path, "").id();
        }
        defaults.get().workflow().agents(command);
        throw new AgentException(
                ErrorCode.UNKNOWN_PROJECT,
                "no project is given; set 'projectId', or 'path' to its directory, in payload.context of the message");
    }

    @Override
    public List<Project> list(Caller caller) {
        return store.list();
    }

    @Override
    public Project get(Caller caller, ProjectId id) {
        return store.find(id)
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_PROJECT, "no project " + id + "; GET /api/v1/projects lists them"));
    }

    @Override
    public ProjectConfiguration configuration(Caller caller, ProjectId id) {
        get(caller, id);
        return store.configuration(id);
    }

    @Override
    public AgentConfiguration putAgent(Caller caller, ProjectId id, AgentConfiguration configuration) {
        get(caller, id);
        if (configuration.models().isEmpty()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "agent " + configuration.agent().wireName() + " needs at least one model in 'models'");
        }
        store.putAgent(id, configuration);
        return configuration;
    }

    @Override
    public AgentConfiguration getAgent(Caller caller, ProjectId id, AgentName agent) {
        return configuration(caller, id).agents().stream()
                .filter(a -> a.agent() == agent)
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_AGENT, "project " + id + " has no agent " + agent.wireName()));
    }
}
