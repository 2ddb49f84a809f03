package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.config.HostPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Finds the repository of a project: the user's own, or a private one for a folder that is none. */
record Repositories(Path data, HostPaths paths) {

    /** Where the server finds the project's folder. */
    Path folder(Project project) {
        return paths.local(project.path());
    }

    Git of(Project project) {
        Path folder = folder(project);
        if (!Files.isDirectory(folder)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the folder of project " + project.id() + " is gone: " + project.path());
        }
        Git.Answer answer = Git.execute(
                List.of("git", "-c", "safe.directory=*", "rev-parse", "--absolute-git-dir", "--show-prefix"),
                folder,
                Map.of(),
                new byte[0]);
        List<String> lines = answer.text().lines().toList();
        boolean own =
                answer.exitCode() == 0 && (lines.size() < 2 || lines.get(1).isBlank());
        if (!own) {
            return shadow(project, folder);
        }
        Path gitDir = Path.of(lines.getFirst());
        return new Git(gitDir, folder, ForeignPrograms.silenced(gitDir));
    }

    /** A bare repository in the data directory; {@code .gitignore} counts there too. */
    private Git shadow(Project project, Path folder) {
        Path gitDir = data.resolve("projects").resolve(project.id().value()).resolve("shadow.git");
        try {
            begin(gitDir, folder);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "cannot make " + gitDir + ": " + e.getMessage(), e);
        }
        return new Git(gitDir, folder);
    }

    /** One at a time, as the first runs of a project may begin together; under its name it is whole. */
    private static synchronized void begin(Path gitDir, Path folder) throws IOException {
        if (Files.exists(gitDir)) {
            return;
        }
        Path partial = gitDir.resolveSibling("shadow.git.new");
        FileTrees.delete(partial);
        Files.createDirectories(gitDir.getParent());
        Git git = new Git(partial, folder);
        git.run("init", "--quiet");
        git.run("config", "core.bare", "false");
        Files.move(partial, gitDir, StandardCopyOption.ATOMIC_MOVE);
    }
}
