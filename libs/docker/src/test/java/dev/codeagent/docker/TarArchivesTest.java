package dev.codeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchivesTest {
    @TempDir
    Path folder;

    @Test
    void containsNeitherTimestampsNorUserIds() throws Exception {
        Path sub = Files.createDirectories(folder.resolve("sub"));
        Files.writeString(sub.resolve("file"), "x");
        Files.createSymbolicLink(sub.resolve("link"), Path.of("file"));

        var entries = new ArrayList<TarArchiveEntry>();
        try (var tar = new TarArchiveInputStream(
                TarArchives.fromDirectories(Map.of("root", folder), Set.of("root/sub/file")))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.add(entry);
            }
        }

        assertThat(entries)
                .extracting(TarArchiveEntry::getName)
                .containsExactly("root/", "root/sub/", "root/sub/file", "root/sub/link");
        assertThat(entries.get(2).getMode() & 0777)
                .as("of a file that may only be executed")
                .isEqualTo(0111);
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getLastModifiedTime().toInstant())
                    .as(entry.getName())
                    .isEqualTo("1980-01-01T00:00:00Z");
            assertThat(entry.getLongUserId()).as(entry.getName()).isZero();
        });
    }
}
