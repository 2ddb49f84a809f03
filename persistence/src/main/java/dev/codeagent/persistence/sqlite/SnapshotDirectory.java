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
 * The file names of a database's snapshots and logs, and their retention: those that a running copy may still need, and
 * one of each of the last days.
 */
record SnapshotDirectory(Path directory, String databaseName, Clock clock) {
    /** The minimum time that a copy of the data directory may take. */
    private static final Duration COPY_GRACE_PERIOD = Duration.ofMinutes(15);

    private static final int MIN_RETAINED = 3;
    private static final long RETAINED_BYTES = 512L << 20;
    private static final int RETAINED_DAYS = 7;

    Path snapshotFile(long number) {
        return directory.resolve("%s-%06d.db".formatted(databaseName, number));
    }

    Path walArchiveFile(long number) {
        return directory.resolve("%s-%06d.wal".formatted(databaseName, number));
    }

    Path partialFile(long number) {
        return directory.resolve("%s-%06d.new".formatted(databaseName, number));
    }

    /** A number that no file has, not even a log without a snapshot. */
    long nextNumber() throws IOException {
        Files.createDirectories(directory);
        return numbers("(db|wal)").stream().findFirst().orElse(0L) + 1;
    }

    private List<Long> numbers(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.matches("\\Q" + databaseName + "\\E-\\d+\\." + suffix))
                    .map(f -> Long.valueOf(f.replaceAll(".*-|\\..*", "")))
                    .distinct()
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    void prune() throws IOException {
        List<Long> newestFirst = numbers("db");
        Set<LocalDate> days = new HashSet<>();
        Instant newerCreatedAt = Instant.MAX;
        long bytes = 0;
        for (int i = 0; i < newestFirst.size(); i++) {
            Path snapshot = snapshotFile(newestFirst.get(i));
            Path walArchive = walArchiveFile(newestFirst.get(i));
            Instant createdAt = Files.getLastModifiedTime(snapshot).toInstant();
            boolean lastOfDay = days.add(LocalDate.ofInstant(createdAt, ZoneOffset.UTC));
            bytes += size(walArchive) + size(snapshot);
            // A copy that began before the newer snapshot existed needs this one.
            boolean needed = bytes < RETAINED_BYTES
                    && newerCreatedAt.isAfter(clock.instant().minus(COPY_GRACE_PERIOD));
            if (i >= MIN_RETAINED && !needed) {
                Files.deleteIfExists(walArchive);
                if (!lastOfDay || createdAt.isBefore(clock.instant().minus(Duration.ofDays(RETAINED_DAYS)))) {
                    Files.delete(snapshot);
                }
            }
            newerCreatedAt = createdAt;
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
