package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.bench.harness.IsolatedDockerEngine;
import dev.codeagent.config.PathMapping;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.ResourceLimits;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sandbox container allows and what it prevents, on a real engine. */
class ContainerSandboxTest {
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final String IMAGE = "codeagent/sandbox:latest";

    @TempDir
    static Path folder;

    private static IsolatedDockerEngine engine;
    private WorkspaceStore workspaceStore;
    private DockerLauncher launcher;

    @BeforeAll
    static void start() throws Exception {
        engine = SharedDockerEngine.withSandboxImage();
    }

    @BeforeEach
    void open() {
        workspaceStore = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        launcher = launcher(SecurityLevel.STANDARD.limits());
    }

    @AfterEach
    void leavesNothingBehind() throws Exception {
        launcher.close();

        assertThat(SharedDockerEngine.docker("docker", "ps", "-aq", "--filter", "label=dev.codeagent.server=test"))
                .isEmpty();
        assertThat(SharedDockerEngine.docker(
                        "docker", "network", "ls", "-q", "--filter", "label=dev.codeagent.server=test"))
                .isEmpty();
    }

    private DockerLauncher launcher(ResourceLimits limits) {
        return launcher(engine.address(), IMAGE, limits);
    }

    private DockerLauncher launcher(String address, String image, ResourceLimits limits) {
        return new DockerLauncher(settings(address, image, limits), launch());
    }

    private static SandboxContainerSettings settings(String address, String image, ResourceLimits limits) {
        return new SandboxContainerSettings(
                DockerConnection.withoutTls(address),
                "test",
                image,
                ProjectImagePolicy.BUILT,
                SecurityLevel.STANDARD,
                limits,
                "172.20.0.0/16",
                0,
                List.of());
    }

    private static LauncherSettings launch() {
        return SharedDockerEngine.launchSettings(folder);
    }

    private Workspace workspace(String project) throws IOException {
        Path tree = Files.createDirectories(folder.resolve(project));
        Files.writeString(tree.resolve("a.txt"), "one\n");
        var known = new Project(new ProjectId(project), project, tree.toString(), "local", Instant.EPOCH);
        return workspaceStore.openOrCreate(known, new RunId("run-" + RUNS.incrementAndGet()));
    }

    private static String run(Sandbox sandbox, String command) {
        return call(sandbox, "run_command", command);
    }

    private static String call(Sandbox sandbox, String tool, String command) {
        return sandbox.call(new ToolCall(
                        "c" + CALLS.incrementAndGet(),
                        tool,
                        Json.createObjectBuilder().add("command", command).build()))
                .text();
    }

    @Test
    void exportsChangesAsAPatch() throws Exception {
        try (Sandbox sandbox = launcher.open(workspace("p-files"), false)) {
            assertThat(run(sandbox, "cat a.txt; echo two >> a.txt")).startsWith("one");

            assertThat(new String(sandbox.exportPatch(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("+two");
        }
    }

    @Test
    void sandboxHasNoPrivilegesAndNoNetworkAccess() throws Exception {
        try (Sandbox sandbox = launcher.open(workspace("p-isolated"), false)) {
            assertThat(run(sandbox, "grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status"))
                    .containsPattern("CapEff:\\s+0000000000000000")
                    .containsPattern("NoNewPrivs:\\s+1")
                    .containsPattern("Seccomp:\\s+2");
            assertThat(run(sandbox, "id -u")).startsWith("10001");
            assertThat(run(sandbox, "touch /usr/x || echo refused")).contains("refused");
            assertThat(run(sandbox, "curl -m 3 -s http://1.1.1.1/ || echo refused"))
                    .contains("refused");
            assertThat(run(sandbox, "curl -m 3 -s http://169.254.169.254/ || echo refused"))
                    .contains("refused");
            assertThat(run(sandbox, "getent hosts example.com || echo unknown")).contains("unknown");
            assertThat(run(sandbox, "ls /var/run/docker.sock || echo none")).contains("none");
            assertThat(run(sandbox, "env")).doesNotContain("KEY", "TOKEN", "PASSWORD");
        }
    }

    @Test
    void setupReachesOnlyPublicHostsThroughTheProxy() throws Exception {
        try (Sandbox sandbox = launcher.open(workspace("p-prepare"), true)) {
            assertThat(run(sandbox, "curl -m 20 -sI https://repo.maven.apache.org/maven2/ | head -n 1"))
                    .contains("200");
            assertThat(run(sandbox, "curl -m 5 -s http://169.254.169.254/ | head -n 3"))
                    .contains("not an allowed public address");
            assertThat(run(sandbox, "curl -m 5 -s http://10.0.2.2/ | head -n 3"))
                    .contains("not an allowed public address");
            assertThat(run(sandbox, "ls /sys/class/net; touch /opt/egress/x || echo refused"))
                    .doesNotContain("eth")
                    .contains("refused");
            assertThat(run(sandbox, "curl -m 5 -s --noproxy '*' https://repo.maven.apache.org/ || echo refused"))
                    .contains("refused");
        }
    }

    @Test
    void isolatesProjectsFromEachOther() throws Exception {
        try (Sandbox one = launcher.open(workspace("p-one"), false);
                Sandbox other = launcher.open(workspace("p-other"), false)) {
            call(one, "process_start", "python3 -m http.server 8000");
            String request = "curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:8000/ || echo refused";
            assertThat(run(one, request.replace("curl", "curl --retry 10 --retry-connrefused --retry-delay 1")))
                    .contains("200");

            assertThat(run(other, request)).contains("refused");
            assertThat(run(other, "ls /sys/class/net")).startsWith("lo\n").doesNotContain("eth");
        }
    }

    @Test
    void limitsMemoryProcessesAndDisk() throws Exception {
        launcher = launcher(new ResourceLimits(1, 512L << 20, 100, 64L << 20));
        try (Sandbox sandbox = launcher.open(workspace("p-limits"), false)) {
            assertThat(run(sandbox, "python3 -c 'x = bytearray(2 << 30); print(len(x))' || echo ended"))
                    .contains("ended");
            assertThat(run(sandbox, "for i in $(seq 300); do sleep 5 & done 2>&1 | tail -n 1; echo over"))
                    .contains("over");
            assertThat(run(sandbox, "head -c 200000000 /dev/zero > big || echo full"))
                    .contains("full");
        }
    }

    @Test
    void reusesTheContainerAfterAServerCrash() throws Exception {
        Workspace workspace = workspace("p-again");
        Sandbox first = launcher.open(workspace, false);
        run(first, "echo kept > kept.txt; sleep 300 >/dev/null 2>&1 & echo $!");
        String container =
                SharedDockerEngine.docker("docker", "ps", "-q", "--filter", "label=dev.codeagent.server=test");

        DockerLauncher next = launcher(SecurityLevel.STANDARD.limits());
        next.removeOrphans(Set.of(workspace.run()));
        try (Sandbox again = next.open(workspace, false)) {
            assertThat(SharedDockerEngine.docker("docker", "ps", "-q", "--filter", "label=dev.codeagent.server=test"))
                    .isEqualTo(container);
            assertThat(run(again, "cat kept.txt")).startsWith("kept");
        }
    }

    @Test
    void reusesTheFilesAfterTheContainerDied() throws Exception {
        Workspace workspace = workspace("p-lost");
        Sandbox first = launcher.open(workspace, false);
        run(first, "echo kept > kept.txt");
        SharedDockerEngine.docker(
                "docker",
                "kill",
                SharedDockerEngine.docker("docker", "ps", "-q", "--filter", "label=dev.codeagent.server=test")
                        .strip());

        assertThatThrownBy(() -> run(first, "true")).isInstanceOf(AgentException.class);
        try (Sandbox again = launcher.open(workspace, false)) {
            assertThat(run(again, "cat kept.txt")).startsWith("kept");
        }
    }

    @Test
    void removesOrphansOfFinishedRuns() throws Exception {
        launcher.open(workspace("p-orphan"), false);

        launcher(SecurityLevel.STANDARD.limits()).removeOrphans(Set.of());
    }

    @Test
    void reportsAMissingEngine() {
        DockerLauncher nowhere = launcher("unix:///nowhere.sock", IMAGE, SecurityLevel.STANDARD.limits());

        assertThatThrownBy(nowhere::requireAvailable).hasMessageContaining("/nowhere.sock");
    }

    @Test
    void reportsAMissingImage() {
        DockerLauncher without =
                launcher(engine.address(), "codeagent/nothing", new ResourceLimits(1, 1 << 28, 100, 1 << 28));

        assertThatThrownBy(without::requireAvailable)
                .hasMessageContaining("no image codeagent/nothing")
                .hasMessageContaining("sandbox.image");
    }
}
