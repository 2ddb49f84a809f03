package dev.codeagent.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Restores a copied data directory. The copy may contain database files that changed while they were copied, but the
 * newest snapshot and its WAL archive are consistent at any time (see {@code Snapshots} in persistence). The file
 * {@code directory.id} identifies a copy; its databases are restored from the snapshots.
 */
public final class BackupRestore {
    private static final String MARKER = "directory.id";
    private static final String RESTORED_MARKER = "restored";
    private static final String NESTED_DIRECTORY = "data";
    private static final String ADOPTED_DIRECTORY = "adopted";
    private static final List<String> CHANGED_DIRECTORIES = List.of(
            NESTED_DIRECTORY,
            ADOPTED_DIRECTORY,
            "snapshots",
            "snapshots/replaced",
            "server",
            "server/lib",
            "server/lib/databases");
    private static final Set<String> SERVER_FILES = Set.of("server.lock", "server.json");

    private final Path data;

    private BackupRestore(Path data) {
        this.data = data;
    }

    /**
     * Restores the directory if it is a copy. Must be called before any file of the directory is opened; on Payara
     * Server the application calls it.
     *
     * @return whether the unfinished runs of a copy must be ended; true again after failed starts, until the
     *     application has ended them and deletes the file {@code restored}
     */
    public static boolean restore(Path data) {
        try {
            var copy = new BackupRestore(data);
            if (isPending(data)) {
                copy.requireNoLinks();
            }
            copy.adoptNested();
            boolean copied = isPending(data);
            Path restored = data.resolve(RESTORED_MARKER);
            if (copied) {
                copy.restoreDatabase("codeagent");
                copy.restoreDatabase("credentials");
                // The original may be in use: its token must not open the copy. A start creates another one.
                Files.deleteIfExists(data.resolve("authorization"));
                // Payara's batch job repository, which runs do not need.
                deleteTree(data.resolve("server/lib/databases"));
                Files.deleteIfExists(restored);
                Files.createFile(restored);
            }
            Path marker = data.resolve(MARKER);
            if (copied || !Files.exists(marker)) {
                writeMarker(marker);
            }
            return Files.exists(restored);
        } catch (IOException e) {
            throw new StartupException("cannot restore " + data + ", which is a copy: " + e.getMessage());
        }
    }

    /** A copy may contain the links of the original; what is restored must not change the original, or other files. */
    private void requireNoLinks() {
        for (String directory : CHANGED_DIRECTORIES) {
            if (Files.isSymbolicLink(data.resolve(directory))) {
                throw new StartupException(data.resolve(directory)
                        + " of the copied data directory is a link; replace it by" + " a copy of its directory");
            }
        }
    }

    /** Whether the directory is a copy that {@link #restore} has not restored yet. */
    static boolean isPending(Path data) throws IOException {
        Path marker = data.resolve(MARKER);
        return Files.exists(data.resolve(NESTED_DIRECTORY).resolve(MARKER))
                || Files.exists(data.resolve(ADOPTED_DIRECTORY).resolve(MARKER))
                || Files.exists(marker) && !Files.readString(marker).equals(identity(marker));
    }

    /**
     * {@code cp -r backup/data ./data} creates a nested copy if the folder exists: the nested copy replaces the
     * directory. The name of the nested folder records the progress, so the next start continues after a kill.
     */
    private void adoptNested() throws IOException {
        Path nested = data.resolve(NESTED_DIRECTORY);
        Path adopted = data.resolve(ADOPTED_DIRECTORY);
        if (Files.exists(adopted)) {
            adopt(adopted);
        }
        if (Files.exists(nested.resolve(MARKER))) {
            Path replaced = moveAside(nested);
            Files.move(nested, adopted);
            adopt(adopted);
            print("the copy in " + nested + " replaces the old content, which is now in " + replaced);
        }
    }

    private Path moveAside(Path nested) throws IOException {
        Path replaced =
                Files.createDirectories(data.resolve("replaced-" + Instant.now().getEpochSecond()));
        for (Path old : listFiles(data)) {
            if (!SERVER_FILES.contains(fileName(old))
                    && !old.equals(nested)
                    && !fileName(old).startsWith("replaced-")) {
                Files.move(old, replaced.resolve(fileName(old)));
            }
        }
        return replaced;
    }

    /** Moves the marker last: when it is in place, all files are. */
    private void adopt(Path adopted) throws IOException {
        Comparator<Path> markerLast =
                Comparator.comparing(file -> fileName(file).equals(MARKER));
        for (Path file : listFiles(adopted).stream().sorted(markerLast).toList()) {
            Path target = data.resolve(fileName(file));
            if (!SERVER_FILES.contains(fileName(file))
                    && !fileName(file).equals(NESTED_DIRECTORY)
                    && !Files.exists(target)) {
                Files.move(file, target);
            }
        }
        deleteTree(adopted);
    }

    private void restoreDatabase(String name) throws IOException {
        Path file = data.resolve(name + ".db");
        Path folder = data.resolve("snapshots");
        List<Path> snapshots = Files.isDirectory(folder)
                ? listFiles(folder).stream()
                        .filter(f -> fileName(f).matches(name + "-\\d+\\.db"))
                        .sorted(Comparator.comparing(BackupRestore::snapshotNumber)
                                .reversed())
                        .toList()
                : List.of();
        for (Path snapshot : snapshots) {
            if (isComplete(snapshot)) {
                replaceDatabase(
                        file, snapshot, folder.resolve(fileName(snapshot).replaceFirst("db$", "wal")));
                return;
            }
        }
        if (Files.exists(file)) {
            print("this data directory is a copy without a snapshot of " + fileName(file)
                    + "; the file is used as it is");
        }
    }

    private void replaceDatabase(Path file, Path snapshot, Path walArchive) throws IOException {
        Path replaced = Files.createDirectories(data.resolve("snapshots/replaced"));
        for (String part : List.of("", "-wal", "-shm")) {
            Path old = Path.of(file + part);
            if (Files.exists(old)) {
                Files.move(old, replaced.resolve(fileName(old)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(snapshot, file);
        long changes = Files.exists(walArchive) ? Files.size(walArchive) : 0;
        if (changes > 0) {
            // SQLite applies these transactions when it opens the database, up to the last complete one.
            Files.copy(walArchive, Path.of(file + "-wal"));
        }
        print("this data directory is a copy: " + fileName(file) + " is restored from " + fileName(snapshot) + " of "
                + Files.getLastModifiedTime(snapshot) + " and " + changes + " bytes of later changes");
    }

    /** Detects truncated copies: the header of a SQLite database contains its number of pages. */
    private static boolean isComplete(Path snapshot) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(100);
        try (FileChannel file = FileChannel.open(snapshot)) {
            if (file.read(header) < header.capacity()) {
                return false;
            }
            int page = Short.toUnsignedInt(header.getShort(16));
            return file.size() == (page == 1 ? 65_536L : page) * Integer.toUnsignedLong(header.getInt(28));
        }
    }

    private static void writeMarker(Path marker) throws IOException {
        Files.deleteIfExists(marker);
        Files.createFile(marker);
        String identity = identity(marker);
        FileTime createdAt =
                Files.readAttributes(marker, BasicFileAttributes.class).creationTime();
        Files.writeString(marker, identity);
        // On a file system without creation times, Java returns the time of the last change.
        Files.setLastModifiedTime(marker, createdAt);
    }

    /** Identifies the file: inode number and creation time in seconds, which a copy does not keep. */
    private static String identity(Path marker) throws IOException {
        FileStore store = Files.getFileStore(marker);
        Object number = store.supportsFileAttributeView("unix") ? Files.getAttribute(marker, "unix:ino") : "none";
        return number + " "
                + Files.readAttributes(marker, BasicFileAttributes.class)
                        .creationTime()
                        .toInstant()
                        .getEpochSecond();
    }

    private static long snapshotNumber(Path snapshot) {
        return Long.parseLong(fileName(snapshot).replaceAll("\\D", ""));
    }

    private static String fileName(Path path) {
        return path.getFileName().toString();
    }

    private static List<Path> listFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void print(String text) {
        System.out.println("restored: " + text);
    }
}
