package dev.codeagent.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDirectoryTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    @TempDir
    Path path;

    private SnapshotDirectory folder;

    @BeforeEach
    void open() {
        folder = new SnapshotDirectory(path, "codeagent", Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private void createSnapshot(Duration age) throws IOException {
        long number = folder.nextNumber();
        Files.createFile(folder.walArchiveFile(number));
        Files.createFile(folder.snapshotFile(number));
        Files.setLastModifiedTime(folder.snapshotFile(number), FileTime.from(NOON.minus(age)));
    }

    private List<String> retainedFiles() throws IOException {
        folder.prune();
        try (Stream<Path> files = Files.list(path)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void retainsTheNewestThreeWithTheirWalArchives() throws IOException {
        for (int hour = 5; hour > 0; hour--) {
            createSnapshot(Duration.ofHours(hour));
        }

        assertThat(retainedFiles())
                .containsExactly(
                        "codeagent-000003.db",
                        "codeagent-000003.wal",
                        "codeagent-000004.db",
                        "codeagent-000004.wal",
                        "codeagent-000005.db",
                        "codeagent-000005.wal");
    }

    @Test
    void retainsWhatACopyInProgressMayNeed() throws IOException {
        createSnapshot(Duration.ofMinutes(40));
        createSnapshot(Duration.ofMinutes(30));
        for (int minute = 14; minute > 8; minute--) {
            createSnapshot(Duration.ofMinutes(minute));
        }

        assertThat(retainedFiles())
                .contains("codeagent-000002.wal", "codeagent-000003.wal")
                .doesNotContain("codeagent-000001.wal");
    }

    @Test
    void retainsTheLastSnapshotOfEachOfSevenDays() throws IOException {
        for (int day = 10; day > 0; day--) {
            createSnapshot(Duration.ofDays(day).plusHours(2));
            createSnapshot(Duration.ofDays(day).plusMinutes(1));
        }
        createSnapshot(Duration.ofHours(1));

        assertThat(retainedFiles().stream().filter(f -> f.endsWith(".db")))
                .containsExactly(
                        "codeagent-000010.db",
                        "codeagent-000012.db",
                        "codeagent-000014.db",
                        "codeagent-000016.db",
                        "codeagent-000018.db",
                        "codeagent-000019.db",
                        "codeagent-000020.db",
                        "codeagent-000021.db");
    }

    @Test
    void neverReusesANumber() throws IOException {
        createSnapshot(Duration.ZERO);
        Files.createFile(folder.walArchiveFile(7));

        assertThat(folder.nextNumber()).isEqualTo(8);
    }
}
