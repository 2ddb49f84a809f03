package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.Ports;
import dev.codeagent.tests.anyserver.CodeagentCli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** If the server cannot start, one line reports the reason and the fix, and no process or file is left. */
class StartupFailuresTest {
    private static final int NO_SERVER = 3;

    @TempDir
    Path folder;

    /** The exit code and output of {@code up}. */
    private record UpResult(int exit, List<String> lines) {
        String reason() {
            return lines.getLast();
        }
    }

    /** Runs {@code up} with bubblewrap options that change some directories for the command and its server. */
    private UpResult up(Path data, int port, String... bwrapOptions) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of("bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc"));
        command.addAll(List.of(bwrapOptions));
        var builder = CodeagentCli.forDataDirectory(data).processBuilder("up", "--port", String.valueOf(port));
        command.addAll(builder.command());
        Process process = builder.command(command).redirectErrorStream(true).start();
        String output = CodeagentCli.utf8(process.getInputStream().readAllBytes());
        return new UpResult(process.waitFor(), output.lines().toList());
    }

    private static void assertFailedCleanly(UpResult result, int port) throws IOException {
        assertThat(result.exit()).as(result.toString()).isEqualTo(NO_SERVER);
        assertThat(result.lines().subList(0, result.lines().size() - 1))
                .as("nothing but the reason and the line about the start")
                .hasSizeLessThan(2)
                .allMatch(line -> line.startsWith("starting the server on "));
        assertThat(result.reason())
                .startsWith("codeagent: the server did not start: ")
                .doesNotContain("Exception");
        try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void reportsAReadOnlyDataDirectory() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        int port = Ports.free();

        UpResult result = up(data, port, "--ro-bind", folder.toString(), folder.toString());

        assertFailedCleanly(result, port);
        assertThat(result.reason())
                .contains("cannot write into " + data + ": Read-only file system")
                .contains("let the user " + System.getProperty("user.name") + " write there", "--data DIR");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void reportsADataDirectoryThatCannotBeCreated() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        int port = Ports.free();

        UpResult readOnly = up(folder.resolve("a/b"), port, "--ro-bind", folder.toString(), folder.toString());
        UpResult below = up(file.resolve("data"), port);

        assertFailedCleanly(readOnly, port);
        assertThat(readOnly.reason()).contains("cannot write into " + folder);
        assertFailedCleanly(below, port);
        assertThat(below.reason()).contains("cannot write into " + file, "it is not a writable directory");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void reportsAReadOnlyCredentialsDirectory() throws Exception {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        int port = Ports.free();
        Path data = folder.resolve("data");

        UpResult result = up(
                data,
                port,
                "--ro-bind",
                keys.toString(),
                keys.toString(),
                "--setenv",
                "CODEAGENT_SECURITY_CREDENTIALS",
                keys.resolve("credentials.db").toString());

        assertFailedCleanly(result, port);
        assertThat(result.reason()).contains("cannot write into " + keys, "security.credentials");
        assertThat(data).doesNotExist();
    }

    @Test
    void reportsTooLittleDiskSpace() throws Exception {
        Path small = Files.createDirectories(folder.resolve("small"));
        int port = Ports.free();

        UpResult result = up(small.resolve("data"), port, "--size", "50000000", "--tmpfs", small.toString());

        assertFailedCleanly(result, port);
        assertThat(result.reason()).contains("MB are free on the disk of " + small.resolve("data"), "free some space");
    }

    @Test
    void reportsAFullDisk() throws Exception {
        Path small = Files.createDirectories(folder.resolve("small"));
        Path data = small.resolve("data");
        int port = Ports.free();

        // One page, which is used before the command runs.
        UpResult result = up(
                data,
                port,
                "--size",
                "4096",
                "--tmpfs",
                small.toString(),
                "sh",
                "-c",
                "echo taken > " + small + "/taken; exec \"$@\"",
                "sh");

        assertFailedCleanly(result, port);
        assertThat(result.reason()).contains("0 MB are free on the disk of " + data, "free some space");
    }

    @Test
    void reportsInvalidJvmOptions() throws Exception {
        Path data = folder.resolve("data");
        int port = Ports.free();

        UpResult result = up(data, port, "--setenv", "CODEAGENT_JVM_OPTIONS", "-Xmx2gigs");

        assertFailedCleanly(result, port);
        assertThat(result.reason()).contains("-Xmx2gigs", "correct CODEAGENT_JVM_OPTIONS");
        assertThat(data).doesNotExist();
    }

    @Test
    void reportsAPortInUse() throws Exception {
        Path data = folder.resolve("data");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            UpResult result = up(data, port);

            assertThat(result.exit()).isEqualTo(NO_SERVER);
            assertThat(result.reason())
                    .startsWith("codeagent: the server did not start: port " + port + " on 127.0.0.1 is taken")
                    .contains("--port");
            assertThat(data).doesNotExist();
        }
    }
}
