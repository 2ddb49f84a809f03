package dev.codeagent.executor.undo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Caches the hashes of files that have not changed since they were read, by inode, size and both times. A file that
 * changed just before it was read is not cached: it may change again within the same tick of the file system's clock.
 */
final class HashCache {
    private static final long CLOCK_TICK_NANOS = 100_000_000;
    private static final int MIN_NEW_ENTRIES_TO_SAVE = 256;

    private final Path file;
    private Map<String, CachedHash> previous = new HashMap<>();
    private Map<String, CachedHash> current = new HashMap<>();
    private int newEntries;

    /** Modification time and change time (ctime) in nanoseconds since 1970. */
    record FileStat(long inode, long size, long modified, long changed) {}

    private record CachedHash(FileStat stat, String hash) {}

    HashCache(Path file) {
        this.file = file;
        load();
    }

    Optional<String> find(String path, FileStat stat) {
        CachedHash cached = previous.get(path);
        if (cached == null || !cached.stat().equals(stat)) {
            return Optional.empty();
        }
        current.put(path, cached);
        return Optional.of(cached.hash());
    }

    /** @param readStarted when reading started, in nanoseconds since 1970 */
    void add(String path, FileStat stat, String hash, long readStarted) {
        if (stat.changed() < readStarted - CLOCK_TICK_NANOS) {
            current.put(path, new CachedHash(stat, hash));
            newEntries++;
        }
    }

    /** Ends a walk: drops the entries that it did not see. */
    void finishWalk() throws IOException {
        previous = current;
        current = new HashMap<>();
        if (newEntries >= MIN_NEW_ENTRIES_TO_SAVE) {
            save();
            newEntries = 0;
        }
    }

    private void load() {
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : java.util.List.<String>of()) {
                String[] tokens = line.split(" ");
                var stat = new FileStat(
                        Long.parseLong(tokens[0]),
                        Long.parseLong(tokens[1]),
                        Long.parseLong(tokens[2]),
                        Long.parseLong(tokens[3]));
                previous.put(tokens[5], new CachedHash(stat, tokens[4]));
            }
        } catch (IOException | RuntimeException e) {
            previous = new HashMap<>(); // The files are read again.
        }
    }

    private void save() throws IOException {
        var text = new StringBuilder();
        previous.forEach((path, k) -> text.append(k.stat().inode())
                .append(' ')
                .append(k.stat().size())
                .append(' ')
                .append(k.stat().modified())
                .append(' ')
                .append(k.stat().changed())
                .append(' ')
                .append(k.hash())
                .append(' ')
                .append(path)
                .append('\n'));
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        Files.write(partial, text.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
