package dev.codeagent.providers.cache;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.wire.RecordJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The files of stored answers, one for each. Together they have at most a number of bytes: the answers that were not used
 * for the longest time are deleted first. A file that cannot be read or written is no failure, because the provider can be
 * asked.
 */
public final class AnswerFiles {
    private static final Logger LOG = Logger.getLogger(AnswerFiles.class.getName());
    private static final String SUFFIX = ".json";

    private final Path directory;
    private final long maxBytes;
    private final Duration expiry;
    private final Clock clock;
    /** The files, the least recently used first. */
    private final Map<String, StoredFile> stored = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    private record StoredFile(long bytes, Instant storedAt) {}

    private AnswerFiles(Path directory, long maxBytes, Duration expiry, Clock clock) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.expiry = expiry;
        this.clock = clock;
    }

    /** Opens the directory with the answers of earlier times; creates it for the owner alone. */
    public static AnswerFiles open(Path directory, long maxBytes, Duration expiry, Clock clock) throws IOException {
        Files.createDirectories(directory, ownerOnly(directory));
        var files = new AnswerFiles(directory, maxBytes, expiry, clock);
        files.load();
        return files;
    }

    /** Deletes all answers: a cache that is switched off keeps nothing. */
    public static void delete(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            for (Path file : list(directory)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private synchronized void load() throws IOException {
        record Found(String key, StoredFile file) {}
        var found = new ArrayList<Found>();
        for (Path file : list(directory)) {
            String name = file.getFileName().toString();
            if (name.endsWith(SUFFIX)) {
                Instant time = Files.getLastModifiedTime(file).toInstant();
                found.add(new Found(
                        name.substring(0, name.length() - SUFFIX.length()), new StoredFile(Files.size(file), time)));
            } else {
                Files.deleteIfExists(file); // The server ended while it wrote.
            }
        }
        found.sort(Comparator.comparing(f -> f.file().storedAt()));
        for (Found f : found) {
            stored.put(f.key(), f.file());
            bytes += f.file().bytes();
        }
        makeRoom();
    }

    /** The answer, if it has not expired. */
    synchronized Optional<CachedAnswer> find(String key) {
        if (stored.get(key) == null) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(path(key));
            CachedAnswer answer =
                    RecordJson.read(BoundedJson.readObject(text, BoundedJson.Limits.STORED), CachedAnswer.class);
            if (!isExpired(answer.storedAt())) {
                return Optional.of(answer);
            }
        } catch (IOException | AgentException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "a stored answer cannot be read and is deleted: " + e.getMessage());
        }
        remove(key);
        return Optional.empty();
    }

    /** Stores the answer if it has room, and if its file says exactly the same. */
    synchronized void write(String key, CachedAnswer answer) {
        byte[] content = RecordJson.write(answer).build().toString().getBytes(StandardCharsets.UTF_8);
        remove(key);
        if (content.length > maxBytes || isExpired(answer.storedAt()) || !isFaithful(content, answer)) {
            return;
        }
        try {
            Path partial = Files.createTempFile(directory, "answer", ".new"); // For the owner alone.
            try {
                Files.write(partial, content);
                Files.setLastModifiedTime(partial, FileTime.from(answer.storedAt()));
                Files.move(partial, path(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
            stored.put(key, new StoredFile(content.length, answer.storedAt()));
            bytes += content.length;
            makeRoom();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "an answer cannot be stored for later: " + e.getMessage());
        }
    }

    /** UTF-8 has no form of some texts, such as half a surrogate pair. */
    private static boolean isFaithful(byte[] content, CachedAnswer answer) {
        try {
            String text = new String(content, StandardCharsets.UTF_8);
            return RecordJson.read(BoundedJson.readObject(text, BoundedJson.Limits.STORED), CachedAnswer.class)
                    .equals(answer);
        } catch (AgentException | IllegalArgumentException e) {
            return false;
        }
    }

    private void makeRoom() {
        List<String> expired = stored.entrySet().stream()
                .filter(e -> isExpired(e.getValue().storedAt()))
                .map(Map.Entry::getKey)
                .toList();
        expired.forEach(this::remove);
        while (bytes > maxBytes) {
            Iterator<String> oldest = stored.keySet().iterator();
            remove(oldest.next());
        }
    }

    private boolean isExpired(Instant storedAt) {
        return !clock.instant().isBefore(storedAt.plus(expiry));
    }

    private void remove(String key) {
        StoredFile removed = stored.remove(key);
        if (removed != null) {
            bytes -= removed.bytes();
            try {
                Files.deleteIfExists(path(key));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "a stored answer cannot be deleted: " + e.getMessage());
            }
        }
    }

    private Path path(String key) {
        return directory.resolve(key + SUFFIX);
    }
}
