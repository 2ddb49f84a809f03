package dev.codeagent.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWriterTest {
    private static final ArchiveWriter WRITER =
            new ArchiveWriter("codeagent-1.0.0", Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private final TreeSet<DistributionFile> files = new TreeSet<>();

    @BeforeEach
    void writeFiles() throws IOException {
        String deep = "deep/" + "folder/".repeat(20) + "file";
        for (String name : List.of("z", "a", deep)) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            files.add(new DistributionFile(name, Files.writeString(file, "text of " + name), name.equals("a")));
        }
    }

    @Test
    void writesTheSameBytesRegardlessOfFileTimes() throws IOException {
        WRITER.writeTarGz(files, folder.resolve("first.tar.gz"));
        WRITER.writeZip(files, folder.resolve("first.zip"));
        for (DistributionFile file : files) {
            Files.setLastModifiedTime(file.source(), FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        }
        WRITER.writeTarGz(files, folder.resolve("second.tar.gz"));
        WRITER.writeZip(files, folder.resolve("second.zip"));

        assertThat(folder.resolve("second.tar.gz")).hasSameBinaryContentAs(folder.resolve("first.tar.gz"));
        assertThat(folder.resolve("second.zip")).hasSameBinaryContentAs(folder.resolve("first.zip"));
    }

    @Test
    void reportsTheDifferingFilesOfTwoBuilds() throws IOException {
        Path first = Files.createDirectory(folder.resolve("1"));
        Path second = Files.createDirectory(folder.resolve("2"));
        WRITER.writeTarGz(files, first.resolve("x.tar.gz"));
        Files.writeString(folder.resolve("z"), "other text");
        WRITER.writeTarGz(files, second.resolve("x.tar.gz"));

        var comparison = new BuildComparison(first, second);

        assertThat(comparison.findDifferences(List.of("x.tar.gz"))).containsExactly("x.tar.gz", "  codeagent-1.0.0/z");
        assertThat(new BuildComparison(first, first).findDifferences(List.of("x.tar.gz")))
                .isEmpty();
    }

    @Test
    void keepsFileNamesAndContents() throws IOException {
        WRITER.writeZip(files, folder.resolve("x.zip"));

        try (var zip = new ZipFile(folder.resolve("x.zip").toFile())) {
            assertThat(zip.stream().map(entry -> entry.getName().substring(0, 17)))
                    .containsExactly("codeagent-1.0.0/a", "codeagent-1.0.0/d", "codeagent-1.0.0/z");
            var z = zip.getInputStream(zip.getEntry("codeagent-1.0.0/z"));
            assertThat(new String(z.readAllBytes())).isEqualTo("text of z");
        }
    }
}
