package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directories of runs and the snapshots of projects in the data directory. Freeing first renames a directory, so a
 * run has its whole workspace or none; an interrupted deletion continues with {@link #deleteRemains}.
 */
public record RunDirectories(Path dataDirectory) {
    private static final Logger LOG = Logger.getLogger(RunDirectories.class.getName());
    private static final String DELETED = ".deleted";

    /** The runs that have a workspace. */
    public List<RunId> list() {
        return children(workspaces()).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> !name.endsWith(DELETED))
                .map(RunId::new)
                .toList();
    }

    /** The size of the files of a run's workspace. */
    public long size(RunId run) {
        return size(workspaces().resolve(run.value()));
    }

    /** The size of the snapshots of all projects. */
    public long snapshotSize() {
        return snapshots().stream().mapToLong(RunDirectories::size).sum();
    }

    /** Deletes the workspace of a run and its refs, after which {@link #prune} deletes the objects of its snapshot. */
    public void delete(RunId run) {
        Path directory = workspaces().resolve(run.value());
        Path deleted = workspaces().resolve(run.value() + DELETED);
        try {
            if (Files.exists(directory)) {
                SecureTreeDeleter.delete(deleted);
                Files.move(directory, deleted, StandardCopyOption.ATOMIC_MOVE);
            }
            for (Path snapshot : snapshots()) {
                Git git = new SnapshotRepository(snapshot).git(snapshot);
                git.run("update-ref", "-d", WorkspaceStore.baseRef(run));
                git.run("update-ref", "-d", RunBranchStore.resultRef(run));
            }
            SecureTreeDeleter.delete(deleted);
            SecureTreeDeleter.delete(attachments().resolve("runs").resolve(run.value()));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "cannot free the workspace of run " + run + ": " + e.getMessage(), e);
        }
    }

    /** Deletes what the server stores for a project: it has all of it, or nothing. */
    public void deleteProject(ProjectId project) {
        Path directory = projects().resolve(project.value());
        Path deleted = projects().resolve(project.value() + DELETED);
        try {
            if (Files.exists(directory)) {
                SecureTreeDeleter.delete(deleted);
                Files.move(directory, deleted, StandardCopyOption.ATOMIC_MOVE);
            }
            SecureTreeDeleter.delete(deleted);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot delete the files of project " + project + ": " + e.getMessage(),
                    e);
        }
    }

    /** Deletes what interrupted deletions left. */
    public void deleteRemains() {
        for (Path path : children(projects())) {
            if (isDeleted(path)) {
                try {
                    SecureTreeDeleter.delete(path);
                } catch (IOException e) {
                    LOG.log(Level.WARNING, "the files of a deleted project cannot be deleted: " + path, e);
                }
            }
        }
        for (Path path : children(workspaces())) {
            String name = path.getFileName().toString();
            if (name.endsWith(DELETED)) {
                delete(new RunId(name.substring(0, name.length() - DELETED.length())));
            }
        }
    }

    /** Deletes the objects of snapshots that no run needs. One whose user's repository is gone or damaged keeps its own. */
    public void prune() {
        for (Path snapshot : snapshots()) {
            try {
                new SnapshotRepository(snapshot).prune();
            } catch (AgentException e) {
                LOG.log(Level.WARNING, "snapshots not freed directory=" + snapshot + " reason=" + e.getMessage());
            }
        }
    }

    /** Where the attachments of prompts are. */
    public Path attachments() {
        return dataDirectory.resolve("attachments");
    }

    private static boolean isDeleted(Path path) {
        return path.getFileName().toString().endsWith(DELETED);
    }

    private Path projects() {
        return dataDirectory.resolve("projects");
    }

    private Path workspaces() {
        return dataDirectory.resolve("workspaces");
    }

    private List<Path> snapshots() {
        var found = new ArrayList<Path>();
        children(projects()).stream()
                .filter(project -> !isDeleted(project))
                .forEach(project -> addSnapshots(project, found));
        return found;
    }

    /** Adds the snapshots of a repository and those of its submodules. */
    private static void addSnapshots(Path repository, List<Path> found) {
        Path snapshots = repository.resolve("snapshots.git");
        if (Files.isDirectory(snapshots)) {
            found.add(snapshots);
        }
        children(repository.resolve("git/submodules")).forEach(submodule -> addSnapshots(submodule, found));
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new AgentException(ErrorCode.STORAGE_FAILED, directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Does not follow links; what is deleted meanwhile does not count. */
    private static long size(Path directory) {
        var bytes = new AtomicLong();
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes.addAndGet(attributes.isRegularFile() ? attributes.size() : 0);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new AgentException(ErrorCode.STORAGE_FAILED, directory + " cannot be read: " + e.getMessage(), e);
        }
        return bytes.get();
    }
}
