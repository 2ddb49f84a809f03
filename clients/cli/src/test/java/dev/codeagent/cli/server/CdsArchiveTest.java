package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdsArchiveTest {
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Path jar;
    private Path archive;

    @BeforeEach
    void createJar() throws IOException {
        jar = file("codeagent-server.jar", BUILT);
        archive = folder.resolve("codeagent-server.jsa");
    }

    @Test
    void usesTheArchiveOfTheBuild() throws IOException {
        file("codeagent-server.jsa", BUILT.plusSeconds(9));

        assertThat(CdsArchive.jvmOptions(jar)).contains("-XX:SharedArchiveFile=" + archive);
        assertThat(archive).exists();
    }

    @Test
    void letsTheServerCreateAMissingArchive() {
        assertThat(CdsArchive.jvmOptions(jar))
                .containsExactly("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive);
    }

    @Test
    void replacesAnArchiveThatIsOlderThanTheJar() throws IOException {
        file("codeagent-server.jsa", BUILT.minusSeconds(9));

        assertThat(CdsArchive.jvmOptions(jar)).contains("-XX:+AutoCreateSharedArchive");
        assertThat(archive).doesNotExist();
    }

    private Path file(String name, Instant time) throws IOException {
        Path file = Files.writeString(folder.resolve(name), name);
        return Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
