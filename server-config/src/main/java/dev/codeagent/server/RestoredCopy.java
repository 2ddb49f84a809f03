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
 * Makes a copied data directory good again. The databases' own files may have been copied while they changed; the newest
 * snapshot and the log beside it are whole at any time (see {@code Snapshots} in persistence), so a copy is known by a mark
 * and its databases are laid anew from them.
 */
public final class RestoredCopy {
    private static final String MARK = "directory.id";
    private static final String RESTORED = "restored";
    private static final String NESTED = "data";
    private static final String ADOPTED = "adopted";
    private static final Set<String> OURS = Set.of("server.lock", "server.json");

    private final Path data;

    private RestoredCopy(Path data) {
        this.data = data;
    }

    /**
     * Whether the directory is a copy whose runs under way are to be ended. That stays so over starts that fail, until the
     * application has ended them and deletes the file that says so. A copy that has the file with it is one anyway.
     * Called before anything of the directory is opened, on Payara Server by the application.
     */
    public static boolean restore(Path data) {
        try {
            var copy = new RestoredCopy(data);
            copy.adoptNested();
            boolean copied = waits(data);
            Path restored = data.resolve(RESTORED);
            if (copied) {
                copy.database("codeagent");
                copy.database("credentials");
                // The container's job repository; a run can do without.
                delete(data.resolve("server/lib/databases"));
                Files.write(restored, new byte[0]);
            }
            Path mark = data.resolve(MARK);
            if (copied || !Files.exists(mark)) {
                mark(mark);
            }
            return Files.exists(restored);
        } catch (IOException e) {
            throw new StartFailure("cannot restore " + data + ", which is a copy: " + e.getMessage());
        }
    }

    /** Whether the directory is a copy that the next start restores. */
    static boolean waits(Path data) throws IOException {
        Path mark = data.resolve(MARK);
        return Files.exists(data.resolve(NESTED).resolve(MARK))
                || Files.exists(data.resolve(ADOPTED).resolve(MARK))
                || Files.exists(mark) && !Files.readString(mark).equals(identity(mark));
    }

    /**
     * {@code cp -r backup/data ./data} puts the copy into a folder that is still there: then that copy is what is meant.
     * Its name tells how far this came, so that the next start goes on where this one is killed.
     */
    private void adoptNested() throws IOException {
        Path nested = data.resolve(NESTED);
        Path adopted = data.resolve(ADOPTED);
        if (Files.exists(adopted)) {
            adopt(adopted);
        }
        if (Files.exists(nested.resolve(MARK))) {
            Path aside = setAside(nested);
            Files.move(nested, adopted);
            adopt(adopted);
            say("the copy in " + nested + " takes the place of what was here, which is in " + aside);
        }
    }

    private Path setAside(Path nested) throws IOException {
        Path aside =
                Files.createDirectories(data.resolve("replaced-" + Instant.now().getEpochSecond()));
        for (Path old : list(data)) {
            if (!OURS.contains(name(old)) && !old.equals(nested) && !name(old).startsWith("replaced-")) {
                Files.move(old, aside.resolve(name(old)));
            }
        }
        return aside;
    }

    /** The mark comes last: with it everything is here. */
    private void adopt(Path adopted) throws IOException {
        Comparator<Path> markLast = Comparator.comparing(file -> name(file).equals(MARK));
        for (Path file : list(adopted).stream().sorted(markLast).toList()) {
            Path here = data.resolve(name(file));
            if (!OURS.contains(name(file)) && !name(file).equals(NESTED) && !Files.exists(here)) {
                Files.move(file, here);
            }
        }
        delete(adopted);
    }

    private void database(String name) throws IOException {
        Path file = data.resolve(name + ".db");
        Path folder = data.resolve("snapshots");
        List<Path> snapshots = Files.isDirectory(folder)
                ? list(folder).stream()
                        .filter(f -> name(f).matches(name + "-\\d+\\.db"))
                        .sorted(Comparator.comparing(RestoredCopy::number).reversed())
                        .toList()
                : List.of();
        for (Path snapshot : snapshots) {
            if (whole(snapshot)) {
                lay(file, snapshot, folder.resolve(name(snapshot).replaceFirst("db$", "wal")));
                return;
            }
        }
        if (Files.exists(file)) {
            say("this data directory is a copy without a snapshot of " + name(file) + ", which is taken as it is");
        }
    }

    private void lay(Path file, Path snapshot, Path log) throws IOException {
        Path aside = Files.createDirectories(data.resolve("snapshots/replaced"));
        for (String part : List.of("", "-wal", "-shm")) {
            Path old = Path.of(file + part);
            if (Files.exists(old)) {
                Files.move(old, aside.resolve(name(old)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(snapshot, file);
        long changes = Files.exists(log) ? Files.size(log) : 0;
        if (changes > 0) {
            // SQLite itself puts these transactions into the database when it opens it, up to the last whole one.
            Files.copy(log, Path.of(file + "-wal"));
        }
        say("this data directory is a copy: " + name(file) + " is laid anew from " + name(snapshot) + " of "
                + Files.getLastModifiedTime(snapshot) + " and " + changes + " bytes of changes after it");
    }

    /** A copy that was broken off may have only a part: a database says in its head how many pages it has. */
    private static boolean whole(Path snapshot) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(100);
        try (FileChannel file = FileChannel.open(snapshot)) {
            if (file.read(head) < head.capacity()) {
                return false;
            }
            int page = Short.toUnsignedInt(head.getShort(16));
            return file.size() == (page == 1 ? 65_536L : page) * Integer.toUnsignedLong(head.getInt(28));
        }
    }

    private static void mark(Path mark) throws IOException {
        Files.deleteIfExists(mark);
        Files.createFile(mark);
        String identity = identity(mark);
        FileTime made = Files.readAttributes(mark, BasicFileAttributes.class).creationTime();
        Files.writeString(mark, identity);
        // Where a file system keeps no time of creation, Java gives that of the last change.
        Files.setLastModifiedTime(mark, made);
    }

    /** What no copy of the file has: its number and the second in which it was made. */
    private static String identity(Path mark) throws IOException {
        FileStore store = Files.getFileStore(mark);
        Object number = store.supportsFileAttributeView("unix") ? Files.getAttribute(mark, "unix:ino") : "none";
        return number + " "
                + Files.readAttributes(mark, BasicFileAttributes.class)
                        .creationTime()
                        .toInstant()
                        .getEpochSecond();
    }

    private static long number(Path snapshot) {
        return Long.parseLong(name(snapshot).replaceAll("\\D", ""));
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void say(String text) {
        System.out.println("restored: " + text);
    }
}
