package dev.codeagent.server;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes the permissions of other users away: directories of the server get mode 0700, files mode 0600. A file inside a
 * workspace keeps its mode, which belongs to the project; no other user reaches it, because the directories above have
 * mode 0700. Earlier versions created everything with the user's umask, so this is repeated at each start.
 *
 * <p>The process keeps the umask of its user: {@code apply} creates files in the user's folders, and builds in a
 * sandbox see it too.
 */
public final class OwnerOnlyFiles {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final List<String> DIRECTORIES =
            List.of("logs", "projects", "sandbox", "server", "snapshots", "workspaces");
    /** The data directory, its directories, and what these contain. */
    private static final int DEPTH = 2;

    /**
     * The token of the data directory, whose mode stays as it is: a token that other users could read must be replaced,
     * and the application recognises it by its mode.
     */
    private static final String TOKEN_FILE = "authorization";

    private OwnerOnlyFiles() {}

    /**
     * Restricts the data directory and the files of its databases. Creates what is missing, because SQLite and the JDK
     * would create it with the user's umask.
     *
     * @param databases the SQLite files; empty with PostgreSQL
     */
    public static void restrict(Path data, List<Path> databases) {
        if (!data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            createDirectory(data);
            Path target = data.toRealPath(); // It may be a link.
            for (String directory : DIRECTORIES) {
                createDirectory(target.resolve(directory));
            }
            try (Stream<Path> tree = Files.walk(target, DEPTH)) {
                tree.filter(path -> !path.equals(target.resolve(TOKEN_FILE))).forEach(OwnerOnlyFiles::restrict);
            }
            for (Path database : databases) {
                restrictDatabase(database);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new StartupException("cannot restrict the permissions of " + data + ": " + e.getMessage());
        }
    }

    /** Creates a directory, and parents that are missing, with mode 0700. */
    static void createDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER));
        } else {
            Files.createDirectories(directory);
        }
    }

    /** SQLite gives the files beside a database the mode of the database. */
    private static void restrictDatabase(Path database) throws IOException {
        Path parent = database.toAbsolutePath().getParent();
        if (parent != null) {
            createDirectory(parent);
        }
        try {
            Files.createFile(
                    database, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException existing) {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Path file = database.resolveSibling(database.getFileName() + suffix);
                if (Files.exists(file)) {
                    restrict(file);
                }
            }
        }
    }

    private static void restrict(Path path) {
        if (Files.isSymbolicLink(path)) {
            return;
        }
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            if (!OWNER.containsAll(mode)) {
                mode.retainAll(OWNER);
                Files.setPosixFilePermissions(path, mode);
            }
        } catch (IOException e) {
            // It belongs to another user, or a process deleted it. The server works, so it starts.
            System.err.println("codeagent: other users may be able to read " + path + " (" + e.getMessage()
                    + "); change its mode to 0700, or its owner to " + System.getProperty("user.name"));
        }
    }
}
