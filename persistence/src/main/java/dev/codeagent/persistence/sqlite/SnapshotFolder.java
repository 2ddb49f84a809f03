package dev.codeagent.persistence.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names of a database's snapshots and of their logs, and which of them are kept: those that a copy under way may still
 * need, and one of each of the last days.
 */
record SnapshotFolder(Path folder, String name, Clock clock) {
    /** How long a copy of the data directory may take at least. */
    private static final Duration COPYING = Duration.ofMinutes(15);

    private static final int KEPT_ALWAYS = 3;
    private static final long KEPT_BYTES = 512L << 20;
    private static final int KEPT_DAYS = 7;

    Path snapshot(long number) {
        return folder.resolve("%s-%06d.db".formatted(name, number));
    }

    Path log(long number) {
        return folder.resolve("%s-%06d.wal".formatted(name, number));
    }

    Path partial(long number) {
        return folder.resolve("%s-%06d.new".formatted(name, number));
    }

    /** A number that no file has, a left-over log included. */
    long next() throws IOException {
        Files.createDirectories(folder);
        return numbers("(db|wal)").stream().findFirst().orElse(0L) + 1;
    }

    private List<Long> numbers(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.matches("\\Q" + name + "\\E-\\d+\\." + suffix))
                    .map(f -> Long.valueOf(f.replaceAll(".*-|\\..*", "")))
                    .distinct()
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    void prune() throws IOException {
        List<Long> newestFirst = numbers("db");
        Set<LocalDate> days = new HashSet<>();
        Instant successor = Instant.MAX;
        long bytes = 0;
        for (int i = 0; i < newestFirst.size(); i++) {
            Path snapshot = snapshot(newestFirst.get(i));
            Path log = log(newestFirst.get(i));
            Instant made = Files.getLastModifiedTime(snapshot).toInstant();
            boolean lastOfDay = days.add(LocalDate.ofInstant(made, ZoneOffset.UTC));
            bytes += size(log) + size(snapshot);
            // A copy that began before there was a newer one needs this one.
            boolean needed =
                    bytes < KEPT_BYTES && successor.isAfter(clock.instant().minus(COPYING));
            if (i >= KEPT_ALWAYS && !needed) {
                Files.deleteIfExists(log);
                if (!lastOfDay || made.isBefore(clock.instant().minus(Duration.ofDays(KEPT_DAYS)))) {
                    Files.delete(snapshot);
                }
            }
            successor = made;
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
