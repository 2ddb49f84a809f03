package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.Ports;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import dev.codeagent.tests.anyserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases in which the first command of the README must fail. */
class DemoFailuresTest {
    private static final String BUG = "org.example.cron.DayRuleTest.runsOnEveryDayOfAWeekFromSundayToSunday";
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NO_SERVER = 3;

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws Exception {
        codeagent().run("down");
    }

    @Test
    void failsWhenTheModelDeletesTheTest() throws Exception {
        CommandResult result = demo("--script", "demo/script-cheats.json");

        assertThat(result.exit()).isEqualTo(FAILED);
        assertThat(result.out()).contains("verdict  not green: missing " + BUG);
        assertThat(result.out() + result.err())
                .contains(
                        "demo failed: the model changed or deleted tests: src/test/java/org/example/cron/DayRuleTest.java");
    }

    @Test
    void reportsWhereTheScriptIsInvalid() throws Exception {
        Path script = folder.resolve("script.json");
        Files.writeString(script, "{\"scenarios\": {\"*\": {\"agents\": {\"planning\": [{\"txt\": 1}]}}}}");
        CommandResult damaged = demo("--script", script.toString());
        Files.writeString(script, "{\"scenarios\": ");
        CommandResult cut = demo("--script", script.toString());
        CommandResult absent = demo("--script", folder.resolve("none.json").toString());

        assertThat(damaged.exit()).isEqualTo(FAILED);
        assertThat(damaged.err()).contains("/scenarios/*/agents/planning/0/txt: unknown field");
        assertThat(cut.exit()).isEqualTo(FAILED);
        assertThat(cut.err()).contains("line 1, column");
        assertThat(absent.exit()).isEqualTo(USAGE);
        assertThat(absent.err()).contains("none.json does not exist");
        assertThat(List.of(damaged.err(), cut.err(), absent.err()))
                .noneMatch(text -> text.contains("Exception") || text.contains("\tat "));
    }

    @Test
    void failsWhenTheScriptEndsEarly() throws Exception {
        Path script = folder.resolve("script.json");
        Files.writeString(
                script, "{\"scenarios\": {\"*\": {\"agents\": {\"planning\": [{\"text\": \"I plan nothing.\"}]}}}}");

        CommandResult result = demo("--script", script.toString());

        assertThat(result.exit()).isEqualTo(FAILED);
        assertThat(result.out() + result.err()).contains("demo failed", "coding");
    }

    @Test
    void reportsAPortInUse() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandResult result = codeagent().run("demo", "--port", String.valueOf(taken.getLocalPort()));

            assertThat(result.exit()).isEqualTo(NO_SERVER);
            assertThat(result.err()).contains("port " + taken.getLocalPort() + " on 127.0.0.1 is taken", "--port");
        }
    }

    @Test
    void reportsThatTheSandboxDoesNotStart() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path bwrap = bin.resolve("bwrap");
        Files.writeString(bwrap, "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n");
        Files.setPosixFilePermissions(bwrap, PosixFilePermissions.fromString("rwxr-xr-x"));

        CommandResult result = codeagent()
                .with("PATH", bin + ":" + System.getenv("PATH"))
                .run("demo", "--port", String.valueOf(Ports.free()));

        assertThat(result.exit()).isEqualTo(FAILED);
        assertThat(result.out() + result.err())
                .contains("SANDBOX_UNAVAILABLE", "No permissions to create new namespace");
    }

    @Test
    void reportsAFullDisk() throws Exception {
        Path small = Files.createDirectories(folder.resolve("small"));
        // A file system of 50 MB that only the command and the server see.
        var arguments = List.of(
                "bwrap",
                "--bind",
                "/",
                "/",
                "--dev-bind",
                "/dev",
                "/dev",
                "--proc",
                "/proc",
                "--size",
                "50000000",
                "--tmpfs",
                small.toString(),
                CodeagentCli.projectRoot().resolve("codeagent").toString(),
                "demo",
                "--port",
                String.valueOf(Ports.free()),
                "--data",
                small.resolve("data").toString());
        var builder = codeagent().processBuilder("demo").command(arguments).redirectErrorStream(true);
        Process process = builder.start();
        String output = CodeagentCli.utf8(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).isEqualTo(NO_SERVER);
        assertThat(output).contains("MB are free on the disk of " + small, "free some space");
    }

    private CodeagentCli codeagent() {
        return CodeagentCli.forDataDirectory(folder.resolve("data"));
    }

    private static CommandResult demo(String... more) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("demo"));
        arguments.addAll(List.of(more));
        return TestServer.configured().codeagent().run(arguments.toArray(String[]::new));
    }
}
