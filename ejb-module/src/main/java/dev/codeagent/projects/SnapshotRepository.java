package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A git directory of the server for the snapshots of a project's runs. Everything that the server's git writes goes to
 * its objects; those of the user's repository are read as alternates. So the user's repository grows only by the objects
 * of what is published there: branches with patches.
 *
 * @param directory the git directory, in the data directory
 */
record SnapshotRepository(Path directory) {
    private static final String FILES_FOR_REFS = "[extensions]\n\trefStorage = files\n";
    private static final Map<Path, ReadWriteLock> LOCKS = new ConcurrentHashMap<>();

    /** That of the project whose view it is. */
    static SnapshotRepository of(Git view) {
        return new SnapshotRepository(view.gitDir().resolveSibling("snapshots.git"));
    }

    /** Git with the refs of snapshots, for the repository of which this is the view. */
    static Git gitOf(Git view) {
        return of(view).git(view.workTree());
    }

    /**
     * Creates or updates it.
     *
     * @param userObjects the objects of the user's repository
     */
    void update(Path userObjects, String config, Path view) {
        try {
            Files.createDirectories(directory.resolve("objects/info"));
            Files.createDirectories(directory.resolve("refs"));
        } catch (IOException e) {
            throw failed(e);
        }
        GitView.replace(directory.resolve("HEAD"), "ref: refs/heads/none\n".getBytes(StandardCharsets.US_ASCII));
        boolean reftable = config.contains("reftable");
        GitView.replace(
                directory.resolve("config"),
                (reftable ? config + FILES_FOR_REFS : config).getBytes(StandardCharsets.UTF_8));
        // A quoted path may contain every character.
        String path =
                userObjects.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"");
        GitView.replace(
                directory.resolve("objects/info/alternates"),
                ("\"" + path.replace("\n", "\\n") + "\"\n").getBytes(StandardCharsets.UTF_8));
        try {
            Path shallow = view.resolve("shallow");
            if (Files.exists(shallow)) {
                GitView.replace(directory.resolve("shallow"), Files.readAllBytes(shallow));
            } else {
                Files.deleteIfExists(directory.resolve("shallow"));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    Git git(Path workTree) {
        return new Git(directory, workTree);
    }

    /** Does work that writes objects which no ref reaches before its end, if ever: {@link #prune} waits for it. */
    <T> T writing(Supplier<T> work) {
        Lock lock = lock().readLock();
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same for the repositories of a project and its submodules.
     *
     * @param views the views of the repositories
     */
    static <T> T writing(Collection<Git> views, Supplier<T> work) {
        Supplier<T> guarded = work;
        for (Git view : views) {
            Supplier<T> inner = guarded;
            guarded = () -> of(view).writing(inner);
        }
        return guarded.get();
    }

    private ReadWriteLock lock() {
        return LOCKS.computeIfAbsent(directory, d -> new ReentrantReadWriteLock());
    }

    /** Deletes the objects that no snapshot needs. An interruption leaves objects for the next call, nothing else. */
    void prune() {
        if (!Files.isDirectory(directory.resolve("objects"))) {
            return;
        }
        Lock lock = lock().writeLock();
        lock.lock();
        try {
            git(directory).run("prune", "--expire=now");
        } finally {
            lock.unlock();
        }
    }

    private static AgentException failed(IOException e) {
        return new AgentException(
                String.valueOf(e.getMessage()).contains("No space left")
                        ? ErrorCode.STORAGE_FULL
                        : ErrorCode.STORAGE_FAILED,
                "the snapshots of a project cannot be written: " + e.getMessage(),
                e);
    }
}
