package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyFilesTest {
    @TempDir
    Path folder;

    private Path data;
    private Path database;

    @BeforeEach
    void requirePosix() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        data = folder.resolve("data");
        database = data.resolve("codeagent.db");
    }

    @Test
    void createsWhatIsMissingForTheOwnerOnly() throws IOException {
        Path credentials = folder.resolve("home/.codeagent/credentials.db");

        OwnerOnlyFiles.restrict(data, List.of(database, credentials));

        assertThat(mode(data)).isEqualTo("rwx------");
        assertThat(mode(data.resolve("workspaces"))).isEqualTo("rwx------");
        assertThat(mode(data.resolve("logs"))).isEqualTo("rwx------");
        assertThat(mode(database)).isEqualTo("rw-------");
        assertThat(mode(credentials)).isEqualTo("rw-------");
        assertThat(mode(credentials.getParent())).isEqualTo("rwx------");
    }

    @Test
    void leavesTheModeOfTheTokenForTheCheckThatReplacesExposedTokens() throws IOException {
        Path token = Files.createDirectories(data).resolve("authorization");
        open(Files.writeString(token, "x"), "rw-r--r--");

        OwnerOnlyFiles.restrict(data, List.of(database));

        assertThat(mode(token)).isEqualTo("rw-r--r--");
    }

    @Test
    void correctsWhatAnEarlierVersionCreated() throws IOException {
        Path log =
                open(Files.createDirectories(data.resolve("logs")), "rwxr-xr-x").resolve("codeagent.0.log");
        open(Files.writeString(log, "log"), "rw-r--r--");
        open(Files.createDirectories(data.resolve("workspaces/run-1")), "rwxrwxrwx");
        open(Files.writeString(database, "x"), "rw-rw-rw-");
        open(Files.writeString(data.resolve("codeagent.db-wal"), "x"), "rw-r--r--");
        open(Files.writeString(data.resolve("node"), "x"), "rwxr-xr-x");
        open(data, "rwxr-xr-x");

        OwnerOnlyFiles.restrict(data, List.of(database));

        assertThat(mode(data)).isEqualTo("rwx------");
        assertThat(mode(log)).isEqualTo("rw-------");
        assertThat(mode(data.resolve("workspaces/run-1"))).isEqualTo("rwx------");
        assertThat(mode(database)).isEqualTo("rw-------");
        assertThat(mode(data.resolve("codeagent.db-wal"))).isEqualTo("rw-------");
        assertThat(mode(data.resolve("node"))).isEqualTo("rwx------");
        assertThat(database).hasContent("x");
    }

    @Test
    void keepsTheModesOfAProject() throws IOException {
        Path script = Files.createDirectories(data.resolve("workspaces/run-1/repository"))
                .resolve("build.sh");
        open(Files.writeString(script, "#!/bin/sh"), "rwxr-xr-x");

        OwnerOnlyFiles.restrict(data, List.of());

        assertThat(mode(script)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void followsNoLink() throws IOException {
        Path other = open(Files.writeString(folder.resolve("other"), "x"), "rw-r--r--");
        Files.createDirectories(data);
        Files.createSymbolicLink(data.resolve("link"), other);

        OwnerOnlyFiles.restrict(data, List.of());

        assertThat(mode(other)).isEqualTo("rw-r--r--");
    }

    @Test
    void restrictsTheTargetOfADataDirectoryThatIsALink() throws IOException {
        Path target = open(Files.createDirectories(folder.resolve("disk")), "rwxr-xr-x");
        Files.createSymbolicLink(data, target);

        OwnerOnlyFiles.restrict(data, List.of());

        assertThat(mode(target)).isEqualTo("rwx------");
    }

    private static Path open(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
