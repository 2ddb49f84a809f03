package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import jakarta.json.JsonArray;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A local folder that is a project of a server of another machine. */
public final class FolderUpload {
    private static final int MAX_ROUNDS = 6;
    private static final int MAX_LISTED = 10;
    private static final int MANY_OBJECTS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LocalFolder folder;
    private final UploadState state;
    private final UploadServer server;
    private final Path home;
    private final Consumer<String> progress;

    /**
     * The project of a run or command.
     *
     * @param id of the project on the server
     * @param folder where the user is in it; empty for its root
     */
    public record UploadedProject(String id, String folder) {}

    /**
     * Directories of the user.
     *
     * @param home which is not uploaded as a whole, and has settings of git
     * @param uploads the state of uploaded folders
     */
    public record UserDirectories(Path home, Path uploads) {

        /** The state is in the directory of the desktop's conventions if it is set, else beside the user's settings. */
        public static UserDirectories of(Map<String, String> environment, Path home) {
            Path state = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
            return new UserDirectories(
                    home,
                    (state.isAbsolute() ? state.resolve("codeagent") : home.resolve(".codeagent")).resolve("uploads"));
        }
    }

    private FolderUpload(
            LocalFolder folder, UploadState state, UploadServer server, Path home, Consumer<String> progress) {
        this.folder = folder;
        this.state = state;
        this.server = server;
        this.home = home;
        this.progress = progress;
    }

    /**
     * The upload of a folder.
     *
     * @param here whether only this part of its repository is the project
     */
    public static FolderUpload of(
            RestClient client, Path directory, boolean here, UserDirectories user, Consumer<String> progress) {
        return of(client, directory, here, user, progress, PATIENCE);
    }

    /**
     * The same.
     *
     * @param timeout how long the server may be away before a command fails
     */
    public static FolderUpload of(
            RestClient client,
            Path directory,
            boolean here,
            UserDirectories user,
            Consumer<String> progress,
            Duration timeout) {
        LocalFolder folder = LocalFolder.find(directory, user.home());
        folder.requireAllowed(user.home());
        try {
            UploadState state =
                    UploadState.create(user.uploads(), client.baseUri(), folder.root(), here ? folder.folder() : "");
            return new FolderUpload(folder, state, new UploadServer(client, progress, timeout), user.home(), progress);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The id of the project of a folder that was uploaded before. */
    public static Optional<String> findProject(URI server, Path directory, boolean here, UserDirectories user) {
        LocalFolder folder = LocalFolder.find(directory, user.home());
        return UploadState.find(user.uploads(), server, folder.root(), here ? folder.folder() : "")
                .flatMap(UploadState::project);
    }

    /** The upload of the folder that has this project, wherever the user is now. */
    public static Optional<FolderUpload> ofProject(
            RestClient client, String project, UserDirectories user, Consumer<String> progress) {
        try {
            return UploadState.findProject(user.uploads(), client.baseUri(), project)
                    .map(state -> new FolderUpload(
                            requireRoot(state, LocalFolder.find(state.root(), user.home())),
                            state,
                            new UploadServer(client, progress, PATIENCE),
                            user.home(),
                            progress));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static LocalFolder requireRoot(UploadState state, LocalFolder folder) {
        if (!folder.root().equals(state.root())) {
            throw new CliException(
                    ExitCode.REFUSED,
                    state.root() + " was uploaded as a project, and is now in the repository " + folder.root()
                            + "; the patch cannot be applied there");
        }
        return folder;
    }

    /** Makes the files of the project on the server those of the folder. */
    public UploadedProject synchronize() {
        try (FileChannel channel = openLock();
                FileLock ignored = channel.lock()) {
            synchronizeLocked();
            return new UploadedProject(project(), state.part().isEmpty() ? folder.folder() : "");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The commit that the server has then. */
    private String synchronizeLocked() throws IOException {
        ClientGit git = new ClientRepository(state.gitDir(), folder).open(home);
        new LocalApply(git, state).recover();
        String project = server.create(state.key(), folder.name(), state.part());
        state.saveProject(project);
        FolderSnapshot snapshot = FolderSnapshot.take(git, folder);
        reportLeftOut(snapshot);
        UploadServer.Status status = server.status(project);
        for (int round = 0; !status.commit().equals(snapshot.commit()); round++) {
            if (round == MAX_ROUNDS) {
                throw new CliException(
                        ExitCode.REFUSED,
                        "the server has other files each time they are uploaded; does another client upload the same folder?");
            }
            status = send(git, project, snapshot.commit(), status);
        }
        Files.deleteIfExists(state.bundle());
        pruneObjects(git);
        return snapshot.commit();
    }

    private UploadServer.Status send(ClientGit git, String project, String commit, UploadServer.Status status)
            throws IOException {
        var bundle = new BundleFile(state.bundle());
        if (!Files.exists(state.bundle()) || !bundle.continues(status.commit())) {
            bundle.create(git, commit, status.commit());
            progress.accept(String.format(
                    "uploads %s: %,d KiB", folder.root(), Math.max(1, Files.size(state.bundle()) >> 10)));
        }
        long size = Files.size(state.bundle());
        if (status.storedBytes() + size > status.quotaBytes()) {
            Files.delete(state.bundle());
            throw new CliException(
                    ExitCode.REFUSED,
                    String.format(
                            "the upload has %,d MiB, and %,d of the %,d MiB are used that an uploaded project may occupy"
                                    + " (uploads.quotaMegabytes of the server); exclude large files with .gitignore",
                            size >> 20, status.storedBytes() >> 20, status.quotaBytes() >> 20));
        }
        try {
            UploadServer.Status after = server.send(project, state.bundle(), bundle.digest(), status.commit());
            Files.delete(state.bundle());
            return after;
        } catch (CliException e) {
            if (e.exitCode() == ExitCode.REFUSED) {
                Files.deleteIfExists(state.bundle()); // The next attempt starts from the beginning.
            }
            throw e;
        }
    }

    /** Objects of earlier snapshots, which no later upload needs. */
    private static void pruneObjects(ClientGit git) {
        String count = git.run("count-objects").replaceFirst(" .*", "");
        if (count.matches("\\d+") && Integer.parseInt(count) > MANY_OBJECTS) {
            git.run("prune", "--expire=now");
        }
    }

    private void reportLeftOut(FolderSnapshot snapshot) {
        snapshot.leftOut().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MAX_LISTED)
                .forEach(entry -> progress.accept("not uploaded: " + entry.getKey() + " (" + entry.getValue() + ")"));
        if (snapshot.leftOut().size() > MAX_LISTED) {
            progress.accept("not uploaded: " + (snapshot.leftOut().size() - MAX_LISTED) + " more");
        }
    }

    /**
     * Applies a run's patch, or parts of it, to the folder. The server merges it with the uploaded files; either all
     * changes are made or none.
     *
     * @param parts as the server's apply takes them; empty for all
     */
    public void apply(String run, JsonArray parts) {
        try (FileChannel channel = openLock();
                FileLock ignored = channel.lock()) {
            String commit = synchronizeLocked();
            byte[] patch = server.merge(project(), run, parts);
            if (patch.length > 0) {
                ClientGit git = new ClientRepository(state.gitDir(), folder).open(home);
                new LocalApply(git, state).apply(run, commit, patch);
                synchronizeLocked();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private String project() {
        return state.project().orElseThrow();
    }

    /** One command at a time uploads a folder. */
    private FileChannel openLock() throws IOException {
        return FileChannel.open(state.directory().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static CliException failed(IOException e) {
        return new CliException(ExitCode.REFUSED, "the folder cannot be uploaded: " + e.getMessage(), e);
    }
}
