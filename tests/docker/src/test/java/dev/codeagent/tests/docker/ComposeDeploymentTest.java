package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.tests.docker.Shell.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** From a fresh clone to a running system, as docs/docker.md describes it. */
@Execution(ExecutionMode.CONCURRENT) // The build of its image takes minutes.
@ResourceLock("deployment") // One test at a time uses the deployment.
class ComposeDeploymentTest {
    private static final int REJECTED = 4;

    private static ComposeDeployment deployment;
    private static Path projects;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws Exception {
        projects = Files.createDirectories(folder.resolve("src"));
        deployment = ComposeDeployment.create(folder, SharedDockerEngine.shared(), projects);
        deployment.up();
        SharedDockerEngine.withSandboxImage();
    }

    @AfterAll
    static void stop() throws Exception {
        if (deployment != null) {
            deployment.docker().run("docker-compose", "down", "--volumes");
        }
    }

    @Test
    void runsTheDemoAndRestoresABackupTakenMeanwhile() throws Exception {
        Path data = deployment.directory().resolve("data");
        Path backup = Files.createDirectories(deployment.directory().resolve("backup"));
        addProvider("kept");
        Path transcript = folder.resolve("demo.out");
        Process demo = deployment.runInContainer(transcript, "demo");
        await().atMost(Duration.ofMinutes(5))
                .until(() -> !demo.isAlive() || Files.readString(transcript).contains("── coding"));
        // cp reports files that are deleted meanwhile, and continues.
        assertThat(Shell.inDirectory(folder)
                        .run("cp", "-r", data.toString(), backup.toString())
                        .output()
                        .lines())
                .allMatch(line -> line.endsWith("No such file or directory"));

        assertThat(demo.waitFor()).as(Files.readString(transcript)).isZero();
        assertThat(Files.readString(transcript)).contains("sandbox docker", "verdict  green", "demo succeeded");

        deployment.compose("down");
        assertThat(containers()).isEmpty();
        shell("rm", "-r", data.toString());
        shell("cp", "-r", backup.resolve("data").toString(), data.toString());
        deployment.up();

        assertThat(deployment.compose("logs", "code-agent").output())
                .contains("restored: this data directory is a copy: codeagent.db is restored from");
        assertThat(runs()).contains("/build", "failed").doesNotContain("running");
        assertThat(providers()).containsPattern("kept .*stored");
    }

    @Test
    void keepsDataAcrossDownAndUp() throws Exception {
        addProvider("lasting");
        Path project = Files.createDirectories(projects.resolve("lasting"));
        deployment.runInContainer("/plan", "this lasts", "--project", "/workspace/lasting");

        deployment.compose("down");
        deployment.up();

        assertThat(deployment.runOnHost("runs", "--project", project.toString()).output())
                .contains("this lasts");
        assertThat(providers()).containsPattern("lasting .*stored");
        assertThat(Files.getAttribute(deployment.directory().resolve("data/codeagent.db"), "unix:uid"))
                .isEqualTo(1000);
    }

    @Test
    void resolvesHostPathsOfMountedDirectories() throws Exception {
        Path app = Files.createDirectories(projects.resolve("app"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));

        CommandResult accepted = deployment.runOnHost("/plan", "look around", "--project", app.toString());
        CommandResult rejected = deployment.runOnHost("/plan", "look around", "--project", elsewhere.toString());

        assertThat(accepted.output())
                .as("the engine that runs the server also creates the sandboxes")
                .contains("run run-", "sandbox docker");
        assertThat(rejected.exit()).isEqualTo(REJECTED);
        assertThat(rejected.output())
                .contains("'" + elsewhere + "' is not in a directory that is mounted into the server's container")
                .contains(projects + " (as /workspace)", "PROJECT_PATH");
        deployment.runOnHost("/plan", "look elsewhere", "--project", projects.toString());
        assertThat(deployment.runOnHost("runs", "--project", app.toString()).output())
                .contains("look around")
                .doesNotContain("look elsewhere");
    }

    @Test
    void answersOnlyClientsWithTheTokenOfTheMountedDirectory() throws Exception {
        String address = "http://127.0.0.1:8080/api/v1/runs";
        Path header = deployment.directory().resolve("data/authorization");

        assertThat(deployment.host().run("curl", "-sS", address).output()).contains("UNAUTHENTICATED");
        assertThat(deployment
                        .host()
                        .run("curl", "-sS", "-H", "@" + header, address)
                        .output())
                .startsWith("[");
        assertThat(deployment.runOnHost("status").output()).contains("running at");
        assertThat(deployment
                        .runOnHost("status", "--token-file", header.toString())
                        .output())
                .contains("running at");
        assertThat(deployment.runInContainer("up").output()).contains("http://127.0.0.1:8080/#code=");
    }

    @Test
    void runsWithoutCapabilities() throws Exception {
        String status = deployment
                .compose("exec", "-T", "code-agent", "cat", "/proc/1/status")
                .output();
        CommandResult write =
                deployment.docker().run("docker-compose", "exec", "-T", "code-agent", "touch", "/opt/codeagent/x");

        assertThat(status).containsPattern("CapEff:\\s+0+\n").containsPattern("CapBnd:\\s+0+\n");
        assertThat(status).containsPattern("NoNewPrivs:\\s+1").containsPattern("Uid:\\s+1000\\s");
        assertThat(write.output()).contains("Read-only file system");
        assertThat(deployment.compose("port", "code-agent", "8080").output().strip())
                .isEqualTo("127.0.0.1:8080");
    }

    @Test
    void usesTheCdsArchive() throws Exception {
        assertThat(deployment
                        .compose("exec", "-T", "code-agent", "sh", "-c", "cat /proc/[0-9]*/maps 2>/dev/null || true")
                        .output())
                .contains("server/codeagent-server.jsa");
    }

    @Test
    void reportsInvalidJvmOptions() throws Exception {
        CommandResult start = deployment
                .docker()
                .run(
                        "docker",
                        "run",
                        "--rm",
                        "-e",
                        "CODEAGENT_JVM_OPTIONS=-Xmx300m -XX:Nothing",
                        "codeagent/main:latest");

        assertThat(start.exit()).isEqualTo(3);
        assertThat(start.output())
                .isEqualTo("codeagent: the server did not start: Java rejects an option"
                        + " (Unrecognized VM option 'Nothing'); correct CODEAGENT_JVM_OPTIONS\n");
    }

    @Test
    void servesModelsInContainersFromTheSameImage() throws Exception {
        SharedDockerEngine.docker("docker/llm-image.sh", "tests/docker/src/test/resources/model-server.pl");
        Path config = Files.createDirectories(deployment.directory().resolve("config"));
        Files.writeString(config.resolve("llm.json"), """
                {"models": {"names": {"image": "codeagent/llm:latest", "memory": "256m",
                                      "command": ["model-server.pl", "{port}", "/etc/hostname"]}}}
                """);
        Files.writeString(
                deployment.directory().resolve(".env"), "DOCKER_LLM_TOKEN=t0k3n\n", StandardOpenOption.APPEND);

        deployment.compose("--profile", "llm", "up", "-d", "docker-llm");
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> curlModelGateway("/health").output().contains("ok"));
            assertThat(curlModelGateway("/v1/models").output()).contains("the token is missing or wrong");
            CommandResult result = curlModelGateway(
                    "/v1/chat/completions", "-H", "Authorization: Bearer t0k3n", "-d", "{\"model\": \"names\"}");

            assertThat(result.output())
                    .as("the model answers with the hostname of its container")
                    .containsPattern("\"[0-9a-f]{12}\"");
        } finally {
            deployment.compose("--profile", "llm", "rm", "-f", "-s", "docker-llm");
        }
        assertThat(SharedDockerEngine.docker("docker", "ps", "-aq", "--filter", "label=dev.codeagent.name=names"))
                .isEmpty();
    }

    /** Runs curl on the host, where the published ports are reachable. */
    private static CommandResult curlModelGateway(String path, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("curl", "-sS", "http://127.0.0.1:8090" + path));
        command.addAll(List.of(arguments));
        return deployment.host().run(command.toArray(String[]::new));
    }

    /** The containers of the deployment and those that the server created for its runs. */
    private static String containers() throws Exception {
        String server = "label=dev.codeagent.server="
                + Files.readString(deployment.directory().resolve("data/sandbox/owner"))
                        .strip();
        return deployment.compose("ps", "-a", "-q").output()
                + SharedDockerEngine.docker("docker", "ps", "-aq", "--filter", server);
    }

    private static void addProvider(String name) throws Exception {
        deployment
                .runInContainer(
                        "providers",
                        "add",
                        name,
                        "--url",
                        "http://127.0.0.1:9/v1",
                        "--key",
                        "k-" + UUID.randomUUID(),
                        "--no-test")
                .requireSuccess();
    }

    private static String runs() throws Exception {
        return deployment.runInContainer("runs").requireSuccess().output();
    }

    private static String providers() throws Exception {
        return deployment.runInContainer("providers", "list").requireSuccess().output();
    }

    private static void shell(String... arguments) throws Exception {
        Shell.inDirectory(folder).run(arguments).requireSuccess();
    }
}
