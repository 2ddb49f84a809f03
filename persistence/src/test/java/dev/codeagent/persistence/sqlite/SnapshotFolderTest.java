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

class SnapshotFolderTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    @TempDir
    Path path;

    private SnapshotFolder folder;

    @BeforeEach
    void open() {
        folder = new SnapshotFolder(path, "codeagent", Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private void taken(Duration ago) throws IOException {
        long number = folder.next();
        Files.createFile(folder.log(number));
        Files.createFile(folder.snapshot(number));
        Files.setLastModifiedTime(folder.snapshot(number), FileTime.from(NOON.minus(ago)));
    }

    private List<String> kept() throws IOException {
        folder.prune();
        try (Stream<Path> files = Files.list(path)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void keepsTheNewestThreeWithTheirLogs() throws IOException {
        for (int hour = 5; hour > 0; hour--) {
            taken(Duration.ofHours(hour));
        }

        assertThat(kept())
                .containsExactly(
                        "codeagent-000003.db",
                        "codeagent-000003.wal",
                        "codeagent-000004.db",
                        "codeagent-000004.wal",
                        "codeagent-000005.db",
                        "codeagent-000005.wal");
    }

    @Test
    void keepsWhatACopyMayNeedThatBeganAQuarterOfAnHourAgo() throws IOException {
        taken(Duration.ofMinutes(40));
        taken(Duration.ofMinutes(30));
        for (int minute = 14; minute > 8; minute--) {
            taken(Duration.ofMinutes(minute));
        }

        assertThat(kept())
                .contains("codeagent-000002.wal", "codeagent-000003.wal")
                .doesNotContain("codeagent-000001.wal");
    }

    @Test
    void keepsTheLastOfEachOfSevenDays() throws IOException {
        for (int day = 10; day > 0; day--) {
            taken(Duration.ofDays(day).plusHours(2));
            taken(Duration.ofDays(day).plusMinutes(1));
        }
        taken(Duration.ofHours(1));

        assertThat(kept().stream().filter(f -> f.endsWith(".db")))
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
    void neverGivesANumberTwice() throws IOException {
        taken(Duration.ZERO);
        Files.createFile(folder.log(7));

        assertThat(folder.next()).isEqualTo(8);
    }
}
