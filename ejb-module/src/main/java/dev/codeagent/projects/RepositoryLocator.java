package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.config.PathMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Finds the repository of a project: the user's own, or a shadow repository if the directory is not a repository. */
record RepositoryLocator(Path dataDirectory, PathMapping pathMapping) {

    /** The server's path of the project's directory. */
    Path projectDirectory(Project project) {
        return pathMapping.toLocalPath(project.path());
    }

    Git locate(Project project) {
        Path projectDirectory = projectDirectory(project);
        if (!Files.isDirectory(projectDirectory)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the directory of project " + project.id() + " does not exist: " + project.path());
        }
        Git.CommandResult result = Git.execute(
                List.of("git", "-c", "safe.directory=*", "rev-parse", "--absolute-git-dir", "--show-prefix"),
                projectDirectory,
                Map.of(),
                new byte[0]);
        List<String> lines = result.text().lines().toList();
        boolean isOwnRepository =
                result.exitCode() == 0 && (lines.size() < 2 || lines.get(1).isBlank());
        return isOwnRepository
                ? new Git(Path.of(lines.getFirst()), projectDirectory)
                : openShadowRepository(project, projectDirectory);
    }

    /** A repository in the data directory, whose working tree is the project; {@code .gitignore} is effective. */
    private Git openShadowRepository(Project project, Path projectDirectory) {
        Path gitDir =
                dataDirectory.resolve("projects").resolve(project.id().value()).resolve("shadow.git");
        try {
            initialize(gitDir, projectDirectory);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "cannot create " + gitDir + ": " + e.getMessage(), e);
        }
        return new Git(gitDir, projectDirectory);
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
        Git git = new Git(partial, projectDirectory);
        git.run("init", "--quiet");
        git.run("config", "core.bare", "false");
        Files.move(partial, gitDir, StandardCopyOption.ATOMIC_MOVE);
    }
}
