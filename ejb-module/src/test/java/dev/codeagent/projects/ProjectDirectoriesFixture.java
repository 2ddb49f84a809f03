package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ProjectDirectories.Location;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository that git made, with directories that it ignores. */
abstract class ProjectDirectoriesFixture {
    private static final PreparedDirectory PREPARED = PreparedDirectory.create(directory -> {
        write(directory.resolve(".gitignore"), ".env\nnode_modules/\n*.log\n/build/\n");
        write(directory.resolve("services/pay/greet.txt"), "hello\n");
        write(directory.resolve("services/pay/.env"), "SECRET=abc\n");
        write(directory.resolve("services/pay/node_modules/x/i.js"), "big\n");
        write(directory.resolve("build/out.txt"), "output\n");
        new TestRepository(directory).commitFirst();
    });

    @TempDir
    Path temporary;

    Path folder;
    Path repository;

    @BeforeEach
    void copyRepository() throws IOException {
        folder = temporary.toRealPath();
        repository = folder.resolve("repository");
        PREPARED.copyTo(repository);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    void write(String path, String text) throws IOException {
        write(folder.resolve(path), text);
    }

    ProjectRoots roots() {
        return new ProjectRoots(folder.resolve("data"), Optional.empty());
    }

    Location locate(String path, String subdirectory) {
        return new ProjectDirectories(PathMapping.IDENTITY, roots())
                .locate(new ProjectDirectory(folder.resolve(path).toString(), subdirectory));
    }

    AbstractThrowableAssert<?, ?> assertRefused(String path, String subdirectory) {
        return assertThatThrownBy(() -> locate(path, subdirectory))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
    }

    static Project project(String id, Path root, String subdirectory) {
        return new Project(new ProjectId(id), "p", root.toString(), "local", Instant.EPOCH, subdirectory);
    }

    /** The files of a run's workspace in the project of a directory. */
    Workspace workspace(Location location) {
        var project = project("p-1", location.root(), location.subdirectory());
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY, roots())
                .openOrCreate(project, new RunId("run-1"));
    }
}
