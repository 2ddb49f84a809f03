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
 * The hashes of files that have not changed since they were read, told by inode, size and the two times. A file that changed
 * just before it was read is not remembered: it may change once more within the same tick of the disk's clock.
 */
final class HashCache {
    private static final long TICK_NANOS = 100_000_000;
    private static final int WORTH_SAVING = 256;

    private final Path file;
    private Map<String, Known> old = new HashMap<>();
    private Map<String, Known> seen = new HashMap<>();
    private int fresh;

    /** Times in nanoseconds since 1970. */
    record Stamp(long inode, long size, long modified, long changed) {}

    private record Known(Stamp stamp, String hash) {}

    HashCache(Path file) {
        this.file = file;
        load();
    }

    Optional<String> find(String path, Stamp stamp) {
        Known known = old.get(path);
        if (known == null || !known.stamp().equals(stamp)) {
            return Optional.empty();
        }
        seen.put(path, known);
        return Optional.of(known.hash());
    }

    /** @param began when the reading began, in nanoseconds since 1970 */
    void add(String path, Stamp stamp, String hash, long began) {
        if (stamp.changed() < began - TICK_NANOS) {
            seen.put(path, new Known(stamp, hash));
            fresh++;
        }
    }

    /** A walk is over: what it did not see is gone. */
    void turn() throws IOException {
        old = seen;
        seen = new HashMap<>();
        if (fresh >= WORTH_SAVING) {
            save();
            fresh = 0;
        }
    }

    private void load() {
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : java.util.List.<String>of()) {
                String[] w = line.split(" ");
                var stamp = new Stamp(
                        Long.parseLong(w[0]), Long.parseLong(w[1]), Long.parseLong(w[2]), Long.parseLong(w[3]));
                old.put(w[5], new Known(stamp, w[4]));
            }
        } catch (IOException | RuntimeException e) {
            old = new HashMap<>(); // Then the files are read once more.
        }
    }

    private void save() throws IOException {
        var text = new StringBuilder();
        old.forEach((path, k) -> text.append(k.stamp().inode())
                .append(' ')
                .append(k.stamp().size())
                .append(' ')
                .append(k.stamp().modified())
                .append(' ')
                .append(k.stamp().changed())
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
