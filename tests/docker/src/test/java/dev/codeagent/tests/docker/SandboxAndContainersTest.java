package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.config.PathMapping;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.Workspace;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.SandboxContainerSettings;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import jakarta.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sandbox has no network until its agents create containers; then it reaches only those. */
class SandboxAndContainersTest extends DockerToolsFixture {
    private static final String REQUEST = "curl -s -m 5 --retry 5 --retry-connrefused --retry-delay 1 http://web:8000/";

    private DockerLauncher launcher;
    private Workspace workspace;

    @BeforeEach
    void createLauncher() throws IOException {
        launcher = new DockerLauncher(
                new SandboxContainerSettings(
                        DockerConnection.withoutTls(engine.address()),
                        OWNER,
                        IMAGE,
                        ProjectImagePolicy.NONE,
                        SecurityLevel.STANDARD,
                        LIMITS,
                        "172.20.0.0/16",
                        0,
                        List.of()),
                SharedDockerEngine.launchSettings(folder));
        Path tree = Files.createDirectories(folder.resolve("tree"));
        workspace = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(
                        new Project(new ProjectId("p-tools"), "p-tools", tree.toString(), "local", Instant.EPOCH),
                        new RunId("run-1"));
    }

    @AfterEach
    void closeLauncher() {
        launcher.close();
    }

    private static String run(Sandbox sandbox, String command) {
        return sandbox.call(new ToolCall(
                        "c" + CALLS.incrementAndGet(),
                        "run_command",
                        Json.createObjectBuilder().add("command", command).build()))
                .text();
    }

    @Test
    void sandboxReachesContainersOnceTheyExist() throws Exception {
        try (Sandbox sandbox = launcher.open(workspace, false)) {
            assertThat(run(sandbox, "ls /sys/class/net")).startsWith("lo\n").doesNotContain("eth");

            startContainer("web");

            assertThat(run(sandbox, REQUEST)).contains("Directory listing");
            assertThat(run(sandbox, "getent hosts example.com || echo unknown")).contains("unknown");
            assertThat(run(sandbox, "curl -m 3 -s http://1.1.1.1/ || echo refused"))
                    .contains("refused");
        }
    }

    @Test
    void sandboxReconnectsAfterItDied() throws Exception {
        Sandbox first = launcher.open(workspace, false);
        startContainer("web");
        docker("docker", "kill", "codeagent-" + OWNER + "-run-1-internal");

        assertThatThrownBy(() -> run(first, "true")).isInstanceOf(AgentException.class);
        try (Sandbox again = launcher.open(workspace, false)) {
            assertThat(run(again, REQUEST)).contains("Directory listing");
        }
    }
}
