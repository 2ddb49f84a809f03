package dev.codeagent.projects;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.project.ProjectSelection;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.project.SampleProject;
import dev.codeagent.api.security.Caller;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ProjectDirectories.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Creates, finds and configures projects. */
public final class ProjectCatalog implements ProjectService {
    private final ProjectStore store;
    private final Supplier<ProjectConfiguration> defaults;
    private final PathMapping pathMapping;
    private final ProjectDirectories directories;
    private final RepositoryLocator repositoryLocator;
    private final Path dataDirectory;
    private final SampleFiles sample;
    private final Clock clock;

    /**
     * @param defaults the configuration that a new project copies
     * @param dataDirectory where what belongs to a project is stored
     * @param roots the directories that can be projects
     * @param sample the directory with the bundled sample
     */
    public ProjectCatalog(
            ProjectStore store,
            Supplier<ProjectConfiguration> defaults,
            Path dataDirectory,
            PathMapping pathMapping,
            ProjectRoots roots,
            Path sample,
            Clock clock) {
        this.store = store;
        this.defaults = defaults;
        this.pathMapping = pathMapping;
        this.directories = new ProjectDirectories(pathMapping, roots);
        this.repositoryLocator = new RepositoryLocator(dataDirectory, pathMapping, roots);
        this.dataDirectory = dataDirectory;
        this.sample = new SampleFiles(sample);
        this.clock = clock;
    }

    @Override
    public Project open(Caller caller, ProjectDirectory directory, String name) {
        return open(caller, directories.locate(directory), name);
    }

    @Override
    public SampleProject createSample(Caller caller) {
        String prompt = sample.prompt();
        Path copy = sample.copy(dataDirectory, clock.instant());
        return new SampleProject(open(caller, new ProjectDirectory(pathMapping.toHostPath(copy)), ""), prompt);
    }

    private Project open(Caller caller, Location location, String name) {
        return find(location).orElseGet(() -> create(caller, location, name));
    }

    @Override
    public Optional<Project> find(Caller caller, ProjectDirectory directory) {
        return directories.exists(directory)
                ? find(directories.locate(directory))
                : store.findByPath(directory.path(), directory.subdirectory()); // Its runs outlive the directory.
    }

    private Optional<Project> find(Location location) {
        return store.findByPath(pathMapping.toHostPath(location.root()), location.subdirectory());
    }

    private Project create(Caller caller, Location location, String name) {
        String path = pathMapping.toHostPath(location.root());
        String directory = location.subdirectory().isEmpty() ? path : path + "//" + location.subdirectory();
        String displayName = name.isBlank() ? directory.replaceFirst(".*[/\\\\](?=.)", "") : name;
        var project = new Project(
                createId(directory), displayName, path, caller.name(), clock.instant(), location.subdirectory());
        try {
            repositoryLocator.record(project);
            store.create(project, defaults.get());
            return project;
        } catch (RuntimeException e) {
            // A concurrent request may have created the project of the same directory.
            return find(location).orElseThrow(() -> e);
        }
    }

    /** The same directory always gets the same id. */
    static ProjectId createId(String directory) {
        String hash = UUID.nameUUIDFromBytes(directory.getBytes(StandardCharsets.UTF_8))
                .toString();
        return new ProjectId("proj-" + hash.replace("-", "").substring(0, 12));
    }

    @Override
    public ProjectSelection resolve(Caller caller, String command, String id, ProjectDirectory directory) {
        if (!id.isEmpty()) {
            var projectId = new ProjectId(id);
            Optional<Project> project = store.find(projectId);
            project.ifPresent(this::requireProjectOfItsDirectory);
            return new ProjectSelection(
                    projectId,
                    project.map(p -> folder(p, directory.subdirectory())).orElse(""));
        }
        if (!directory.path().isEmpty()) {
            Location location = directories.locate(directory);
            return new ProjectSelection(open(caller, location, "").id(), directories.folder(directory, location));
        }
        defaults.get().workflow().agents(command);
        throw new AgentException(
                ErrorCode.UNKNOWN_PROJECT,
                "no project is given; set 'projectId', or 'path' to its directory, in payload.context of the message");
    }

    /** The client that uploads the files knows where the user is in them. */
    private static String folder(Project project, String subdirectory) {
        if (project.kind() != ProjectKind.UPLOAD || subdirectory.isEmpty()) {
            return project.subdirectory();
        }
        ProjectUploads.requirePart(subdirectory);
        return subdirectory;
    }

    /**
     * Rejects new runs of a project that is now only a directory of a repository: an earlier version added it, or the
     * repository is newer than the project. The ignore rules above the directory would not hold.
     */
    private void requireProjectOfItsDirectory(Project project) {
        if (project.kind() != ProjectKind.FOLDER) {
            return;
        }
        Path root = pathMapping.toLocalPath(project.path());
        Path directory = root.resolve(project.subdirectory());
        if (!Files.isDirectory(directory)) {
            return; // The run reports that.
        }
        Location location;
        try {
            location = directories.locate(
                    realPath(directory), !project.subdirectory().isEmpty());
        } catch (AgentException e) {
            if (e.code() == ErrorCode.WORKSPACE_FAILED) {
                return; // The repository is damaged, which the run reports too.
            }
            throw e;
        }
        if (!location.equals(new Location(realPath(root), project.subdirectory()))) {
            String current = pathMapping.toHostPath(location.root());
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "project " + project.id() + " is now a directory of the repository " + current
                            + ": start the run with 'path': '" + current + "' instead of 'projectId', and with"
                            + " 'subdirectory' for a part of it");
        }
    }

    private static Path realPath(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            throw RepositoryFiles.unreadable(directory, e);
        }
    }

    @Override
    public List<Project> list(Caller caller) {
        return store.list();
    }

    @Override
    public Project get(Caller caller, ProjectId id) {
        return store.get(id);
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
