package dev.codeagent.docker;

import dev.codeagent.api.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Tar archives for engines: owned by root, and reproducible, so the same files give the same bytes. */
public final class TarArchives {
    /**
     * 1980-01-01, in milliseconds: the build gives the executor's jars the same time, and Java compares it with its CDS
     * archive.
     */
    private static final long ENTRY_TIME_MILLIS = 315_532_800_000L;

    private TarArchives() {}

    /**
     * An archive of directories of the host.
     *
     * @param roots the directories by their names in the archive
     * @param executeOnly names of files in the archive that nobody may read, only execute
     */
    public static InputStream fromDirectories(Map<String, Path> roots, Set<String> executeOnly) throws IOException {
        Path file = Files.createTempFile("codeagent", ".tar");
        try (OutputStream out = Files.newOutputStream(file)) {
            write(roots, executeOnly, out);
        }
        return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** SHA-256 of {@link #fromDirectories}, in hexadecimal digits. */
    public static String digest(Map<String, Path> roots, Set<String> executeOnly) throws IOException {
        var digest = new Sha256();
        try (OutputStream out = digest.outputStream()) {
            write(roots, executeOnly, out);
        }
        return digest.hex();
    }

    private static void write(Map<String, Path> roots, Set<String> executeOnly, OutputStream out) throws IOException {
        try (var tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, Path> root : new TreeMap<>(roots).entrySet()) {
                add(tar, root.getKey(), root.getValue(), executeOnly);
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, Path directory, Set<String> executeOnly)
            throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(directory)) {
            paths = found.sorted().toList();
        }
        for (Path path : paths) {
            String relative = directory.relativize(path).toString();
            String full = relative.isEmpty() ? name : name + "/" + relative;
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                tar.putArchiveEntry(entry(full + "/", 0755));
            } else if (Files.isSymbolicLink(path)) {
                var link = new TarArchiveEntry(full, TarConstants.LF_SYMLINK);
                link.setLinkName(Files.readSymbolicLink(path).toString());
                link.setIds(0, 0);
                link.setModTime(ENTRY_TIME_MILLIS);
                tar.putArchiveEntry(link);
            } else {
                int mode = executeOnly.contains(full) ? 0111 : Files.isExecutable(path) ? 0755 : 0644;
                TarArchiveEntry file = entry(full, mode);
                file.setSize(Files.size(path));
                tar.putArchiveEntry(file);
                Files.copy(path, tar);
            }
            tar.closeArchiveEntry();
        }
    }

    static TarArchiveEntry entry(String name, int mode) {
        var entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setModTime(ENTRY_TIME_MILLIS);
        return entry;
    }

    /** An archive of one file. */
    public static InputStream fromFile(String name, byte[] content) throws IOException {
        TarArchiveEntry entry = entry(name, 0644);
        entry.setSize(content.length);
        return new ByteArrayInputStream(writeEntry(entry, content));
    }

    /**
     * An archive of directories only, owned by the user. Extracting it at the root changes the owner of existing
     * directories.
     */
    public static InputStream ownedDirectories(int userId, Collection<String> paths) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            for (String path : paths) {
                TarArchiveEntry entry = entry(path.substring(1) + "/", 0755);
                entry.setIds(userId, userId);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** An archive of a directory that only root can enter, and of one in it that belongs to the user. */
    public static InputStream closedDirectory(String closed, String inner, int userId) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.putArchiveEntry(entry(closed + "/", 0700));
            tar.closeArchiveEntry();
            TarArchiveEntry entry = entry(closed + "/" + inner + "/", 0700);
            entry.setIds(userId, userId);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** The user id that owns the first entry of an archive. */
    public static long firstEntryOwner(InputStream archive) throws IOException {
        return new TarArchiveInputStream(archive).getNextEntry().getLongUserId();
    }

    private static byte[] writeEntry(TarArchiveEntry entry, byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
