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

/** Finds the repository of a project: the user's own, or a private one for a folder that is none. */
record RepositoryLocator(Path dataDirectory, PathMapping pathMapping) {

    /** Where the server finds the project's folder. */
    Path projectDirectory(Project project) {
        return pathMapping.toLocalPath(project.path());
    }

    Git locate(Project project) {
        Path projectDirectory = projectDirectory(project);
        if (!Files.isDirectory(projectDirectory)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the folder of project " + project.id() + " is gone: " + project.path());
        }
        Git.CommandResult result = Git.execute(
                List.of("git", "-c", "safe.directory=*", "rev-parse", "--absolute-git-dir", "--show-prefix"),
                projectDirectory,
                Map.of(),
                new byte[0]);
        List<String> lines = result.text().lines().toList();
        boolean isOwnRepository =
                result.exitCode() == 0 && (lines.size() < 2 || lines.get(1).isBlank());
        if (!isOwnRepository) {
            return openShadowRepository(project, projectDirectory);
        }
        Path gitDir = Path.of(lines.getFirst());
        return new Git(gitDir, projectDirectory, GitConfigSanitizer.overrideOptions(gitDir));
    }

    /** A bare repository in the data directory; {@code .gitignore} counts there too. */
    private Git openShadowRepository(Project project, Path projectDirectory) {
        Path gitDir =
                dataDirectory.resolve("projects").resolve(project.id().value()).resolve("shadow.git");
        try {
            initialize(gitDir, projectDirectory);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "cannot make " + gitDir + ": " + e.getMessage(), e);
        }
        return new Git(gitDir, projectDirectory);
    }

    /** One at a time, as the first runs of a project may begin together; under its name it is whole. */
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
