package dev.codeagent.executor.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskQuotaTest {
    private static final int LIMIT = 100_000;

    @TempDir
    Path folder;

    private DiskQuota quota() {
        return new DiskQuota(List.of(folder), folder.resolve("apart"), LIMIT);
    }

    @Test
    void countsDeletedFilesThatAreStillOpen() throws IOException {
        Path hidden = folder.resolve("hidden");
        try (OutputStream open = Files.newOutputStream(hidden)) {
            open.write(new byte[LIMIT + 1]);
            Files.delete(hidden);

            assertThat(quota().remainingBytes()).isNegative();
        }
        assertThat(quota().remainingBytes()).isNotNegative();
    }

    @Test
    void countsManySmallFiles() throws IOException {
        for (int i = 0; i < 30; i++) {
            Files.createFile(folder.resolve("f" + i));
        }

        assertThat(quota().remainingBytes()).isNegative();
    }

    @Test
    void excludesTheGivenDirectory() throws IOException {
        Files.write(Files.createDirectories(folder.resolve("apart")).resolve("large"), new byte[LIMIT + 1]);

        assertThat(quota().remainingBytes()).isNotNegative();
    }
}
