package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.config.PathMapping;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.BubblewrapLauncher;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.SandboxContainerSettings;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import jakarta.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The executor shares the limit of processes with the commands of its sandbox. Whatever they leave or still hold, it
 * answers each call.
 */
class ProcessLimitTest {
    private static final AtomicInteger IDS = new AtomicInteger();
    private static final ResourceLimits LIMITS = new ResourceLimits(2, 1L << 30, 100, 256L << 20);
    private static final String FORK_BOMB = "bomb() { bomb | bomb & }; bomb 2>/dev/null; sleep 1";

    @TempDir
    Path folder;

    private Optional<SandboxLauncher> launcher = Optional.empty();

    @AfterEach
    void close() {
        launcher.ifPresent(SandboxLauncher::close);
    }

    private SandboxLauncher launcher(String name) throws Exception {
        if (name.equals("bubblewrap")) {
            return new BubblewrapLauncher(
                    SharedDockerEngine.launchSettings(folder), SecurityLevel.STANDARD, LIMITS, List.of());
        }
        return new DockerLauncher(
                new SandboxContainerSettings(
                        DockerConnection.withoutTls(
                                SharedDockerEngine.withSandboxImage().address()),
                        "process-limit",
                        "codeagent/sandbox:latest",
                        ProjectImagePolicy.NONE,
                        SecurityLevel.STANDARD,
                        LIMITS,
                        "172.21.0.0/16",
                        0,
                        List.of()),
                SharedDockerEngine.launchSettings(folder));
    }

    private Sandbox open(String name) throws Exception {
        SandboxLauncher opened = launcher(name);
        launcher = Optional.of(opened);
        Path tree = Files.createDirectories(folder.resolve("project"));
        Files.writeString(tree.resolve("a.txt"), "one\n");
        var project = new Project(new ProjectId("p-limit"), "limit", tree.toString(), "local", Instant.EPOCH);
        return opened.open(
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                        .openOrCreate(project, new RunId("run-" + IDS.incrementAndGet())),
                false);
    }

    private static ToolResult call(Sandbox sandbox, String tool, String... arguments) {
        var object = Json.createObjectBuilder();
        for (int i = 0; i < arguments.length; i += 2) {
            object.add(arguments[i], arguments[i + 1]);
        }
        return sandbox.call(new ToolCall("c" + IDS.incrementAndGet(), tool, object.build()));
    }

    private static String run(Sandbox sandbox, String command) {
        return call(sandbox, "run_command", "command", command).text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bubblewrap", "docker"})
    void aCallAfterAForkBombHasAllProcesses(String name) throws Exception {
        try (Sandbox sandbox = open(name)) {
            for (int i = 0; i < 5; i++) {
                run(sandbox, FORK_BOMB);

                assertThat(run(sandbox, "for i in $(seq 40); do sleep 0.2 & done; wait; echo all"))
                        .as("call after bomb " + i)
                        .startsWith("all\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bubblewrap", "docker"})
    void aBackgroundProcessThatUsesUpTheLimitCanBeStopped(String name) throws Exception {
        try (Sandbox sandbox = open(name)) {
            ToolResult started = call(
                    sandbox,
                    "process_start",
                    "command",
                    "python3 -c 'import os, time\nwhile True:\n try:\n  if os.fork() == 0: time.sleep(100)\n"
                            + " except OSError: time.sleep(0.01)'");
            String process = started.structured().getString("process");
            Thread.sleep(1_000);

            for (int i = 0; i < 5; i++) {
                assertThat(run(sandbox, "echo refused or started")).isNotBlank();
            }
            assertThat(call(sandbox, "process_write", "process", process, "input", "x")
                            .text())
                    .isNotBlank();
            call(sandbox, "process_signal", "process", process, "signal", "KILL");

            assertThat(run(sandbox, "for i in $(seq 40); do sleep 0.2 & done; wait; echo all"))
                    .startsWith("all\n");
        }
    }
}
