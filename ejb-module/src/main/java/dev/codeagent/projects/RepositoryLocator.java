package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/** Finds the repository of a project: the user's own, or a shadow repository if the directory is not a repository. */
record RepositoryLocator(Path dataDirectory, PathMapping pathMapping, ProjectRoots roots) {

    /**
     * The server's path of the project's directory.
     *
     * @throws AgentException INVALID_VALUE if agents may not work there
     */
    Path projectDirectory(Project project) {
        if (project.kind() == ProjectKind.UPLOAD) {
            return uploaded(project).directory();
        }
        if (project.kind() == ProjectKind.GIT) {
            return emptyDirectory(project);
        }
        Path directory = pathMapping.toLocalPath(project.path());
        roots.requireAllowed(directory, project.path());
        return directory;
    }

    /** The working tree of a project whose files are only in commits; nothing is ever checked out there. */
    private Path emptyDirectory(Project project) {
        try {
            return Files.createDirectories(projectData(project).resolve("files"));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "the directory of project " + project.id() + " cannot be created: " + e.getMessage(),
                    e);
        }
    }

    /** Whether the user has a git repository there, and not only the server. */
    boolean hasOwnRepository(Project project) {
        return project.kind() == ProjectKind.FOLDER
                && RepositoryLayout.find(projectDirectory(project)).isPresent();
    }

    /** The repository above the directory, whose ignore rules hold although the directory is a project of its own. */
    Optional<EnclosingRepository> findRepositoryAbove(Project project) {
        try {
            Path directory = projectDirectory(project).toRealPath();
            return hasOwnRepository(project) || project.kind() != ProjectKind.FOLDER
                    ? Optional.empty()
                    : new ProjectDirectories(pathMapping, roots).findRepositoryAbove(directory);
        } catch (IOException e) {
            throw RepositoryFiles.unreadable(projectDirectory(project), e);
        }
    }

    /** Removes what an enclosing repository ignores, although the directory is a project of its own. */
    void removeIgnoredAbove(Project project, TemporaryIndex index) {
        findRepositoryAbove(project)
                .ifPresent(above -> index.remove(
                        above.ignored(above.subdirectoryOf(index.git().workTree()), index.list("ls-files", "-z"))));
    }

    /** The files of the project now: those of the user, or of the last commit that was fetched or uploaded. */
    RepositorySnapshot takeSnapshot(Project project, Repository repository, RunId run, ProgressListener listener) {
        return project.kind() == ProjectKind.FOLDER
                ? RepositorySnapshot.take(repository, run, index -> removeIgnoredAbove(project, index), listener)
                : RepositorySnapshot.ofHead(repository, run, project.subdirectory());
    }

    /** Git on a view of the repository; it runs nothing that the repository names. */
    Git locate(Project project) {
        return open(project).git();
    }

    /** The same with its layout, in which submodules are found. */
    Repository open(Project project) {
        Path projectDirectory = projectDirectory(project);
        boolean upload = project.kind() == ProjectKind.UPLOAD;
        if (upload && uploaded(project).commit().isEmpty()) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "project " + project.id() + " has no files yet, because its client has not uploaded them");
        }
        if (!Files.isDirectory(projectDirectory)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the directory of project " + project.id() + " does not exist: " + project.path());
        }
        Optional<RepositoryLayout> own =
                project.kind() == ProjectKind.GIT ? findMirror(project) : findOwn(project, projectDirectory);
        if (own.isEmpty() && !project.subdirectory().isEmpty()) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    project.path() + " is no git repository any more, so '" + project.subdirectory()
                            + "' cannot be a part of it; restore its .git");
        }
        RepositoryLayout layout = own.orElseGet(() -> shadowRepository(project, projectDirectory));
        var view = new GitView(projectData(project).resolve("git"));
        view.update(layout, projectDirectory, RepositoryConfig.ofUser(System.getenv()));
        if (upload) {
            uploaded(project).markView(view.directory());
        }
        return new Repository(new Git(view.directory(), projectDirectory), layout);
    }

    private Optional<RepositoryLayout> findMirror(Project project) {
        Path mirror = GitMirrors.directory(projectData(project));
        Optional<RepositoryLayout> layout =
                Files.exists(mirror.resolve("HEAD")) ? RepositoryLayout.of(mirror, Map.of()) : Optional.empty();
        if (layout.isEmpty()) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the server has no mirror of " + project.path() + " yet; the next run of project " + project.id()
                            + " fetches it");
        }
        return layout;
    }

    /** Records where the project's repository leads, because its owner has just added the project. */
    void record(Project project) {
        findOwn(project, projectDirectory(project));
    }

    private Optional<RepositoryLayout> findOwn(Project project, Path projectDirectory) {
        Optional<RepositoryLayout> layout = RepositoryLayout.find(projectDirectory);
        Map<String, Path> followed = layout.map(RepositoryLayout::followed).orElse(Map.of());
        layout.ifPresent(l -> l.requireOwner(projectDirectory));
        var recorded = new RepositoryRecord(projectData(project).resolve("repository"));
        recorded.createIfAbsent(followed);
        recorded.require(followed);
        return layout;
    }

    private UploadedRepository uploaded(Project project) {
        return UploadedRepository.of(projectData(project));
    }

    Path projectData(Project project) {
        return dataDirectory.resolve("projects").resolve(project.id().value());
    }

    /** A repository in the data directory, whose working tree is the project; {@code .gitignore} is effective. */
    private RepositoryLayout shadowRepository(Project project, Path projectDirectory) {
        Path gitDir = projectData(project).resolve("shadow.git");
        try {
            initialize(gitDir, projectDirectory);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "cannot create " + gitDir + ": " + e.getMessage(), e);
        }
        return RepositoryLayout.of(gitDir, Map.of())
                .orElseThrow(() -> RepositoryFiles.refused(gitDir, "is not a git directory"));
    }

    /**
     * Synchronized, because the first runs of a project may start together. The rename makes it visible when complete.
     */
    private static synchronized void initialize(Path gitDir, Path projectDirectory) throws IOException {
        if (Files.exists(gitDir)) {
            return;
        }
        Path partial = gitDir.resolveSibling("shadow.git.new");
        SecureTreeDeleter.delete(partial);
        Files.createDirectories(gitDir.getParent());
        new Git(partial, projectDirectory).run("init", "--quiet", "--template=");
        Files.move(partial, gitDir, StandardCopyOption.ATOMIC_MOVE);
    }
}
