package dev.codeagent.executor.undo;

import dev.codeagent.executor.files.RegularFiles;
import dev.codeagent.executor.tool.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Stores content by SHA-256. Each object is a file that is complete or does not exist. The target of a link is stored
 * as a link, which the JDK copies byte for byte. Objects are not forced to the disk; each read verifies the hash.
 */
final class ObjectStore {
    private static final int MAX_IN_MEMORY_BYTES = 1 << 20;

    private final Path directory;
    private final long maxBytes;
    private final Set<String> knownHashes = new HashSet<>();
    private long usedBytes = -1;
    private int partialCount;

    /** @param maxBytes maximum total size in bytes; 0 means no limit */
    ObjectStore(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    String put(byte[] content) throws IOException {
        String hash = Digest.of(content);
        if (!contains(hash)) {
            Path partial = newPartialFile();
            Files.write(partial, content);
            moveIntoPlace(partial, hash);
        }
        return hash;
    }

    /** Stores the content of a file. Reads a large new file twice, so that content that is known is not written. */
    String put(Path file, long size) throws IOException {
        if (size <= MAX_IN_MEMORY_BYTES) {
            try (InputStream in = RegularFiles.newInputStream(file)) {
                return put(in.readAllBytes());
            }
        }
        String hash = copy(file, OutputStream.nullOutputStream());
        if (contains(hash)) {
            return hash;
        }
        Path partial = newPartialFile();
        try (OutputStream out = Files.newOutputStream(partial)) {
            hash = copy(file, out);
        }
        moveIntoPlace(partial, hash);
        return hash;
    }

    /** @param size in bytes; distinguishes a target that ends with a slash from one that does not */
    String putLink(Path link, long size) throws IOException {
        String text = "link " + size + " " + PathCodec.encodeTarget(Files.readSymbolicLink(link));
        String hash = Digest.of(text.getBytes(StandardCharsets.UTF_8));
        if (!contains(hash)) {
            Path partial = newPartialFile();
            Files.copy(link, partial, LinkOption.NOFOLLOW_LINKS);
            moveIntoPlace(partial, hash);
        }
        return hash;
    }

    byte[] read(String hash) throws IOException {
        byte[] content = Files.readAllBytes(objectPath(hash));
        requireHash(hash, Digest.of(content));
        return content;
    }

    /** Creates a file or link; the target must not exist. */
    void copyTo(TreeEntry entry, Path target) throws IOException {
        Path object = objectPath(entry.hash());
        if (entry.hasKind(TreeEntry.Kind.LINK)) {
            Files.copy(object, target, LinkOption.NOFOLLOW_LINKS);
            return;
        }
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            requireHash(entry.hash(), copy(object, out));
        }
    }

    private static void requireHash(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new UndoException("the stored content " + expected + " is damaged; the path was not restored");
        }
    }

    private static String copy(Path file, OutputStream out) throws IOException {
        try (InputStream in = RegularFiles.newInputStream(file)) {
            return Digest.copy(in, out);
        }
    }

    private boolean contains(String hash) {
        if (!knownHashes.contains(hash) && Files.exists(objectPath(hash), LinkOption.NOFOLLOW_LINKS)) {
            knownHashes.add(hash);
        }
        return knownHashes.contains(hash);
    }

    private Path newPartialFile() throws IOException {
        Path partial = Files.createDirectories(directory).resolve("new-" + partialCount++);
        Files.deleteIfExists(partial); // An executor that was killed may have left it.
        return partial;
    }

    private void moveIntoPlace(Path partial, String hash) throws IOException {
        long size = Files.readAttributes(partial, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .size();
        if (maxBytes > 0 && usedBytes() + size > maxBytes) {
            Files.delete(partial);
            throw new UndoException("the record of the workspace reached its limit of " + maxBytes
                    + " bytes, so further changes could not be undone and are rejected");
        }
        usedBytes = usedBytes() + size;
        Files.createDirectories(objectPath(hash).getParent());
        Files.move(partial, objectPath(hash), StandardCopyOption.ATOMIC_MOVE);
        knownHashes.add(hash);
    }

    private long usedBytes() throws IOException {
        if (usedBytes < 0) {
            try (Stream<Path> objects = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
                usedBytes = objects.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
                        .filter(p -> !p.getFileName().toString().startsWith("new-"))
                        .mapToLong(p -> p.toFile().length())
                        .sum();
            }
        }
        return usedBytes;
    }

    private Path objectPath(String hash) {
        return directory.resolve(hash.substring(0, 2)).resolve(hash.substring(2));
    }
}
