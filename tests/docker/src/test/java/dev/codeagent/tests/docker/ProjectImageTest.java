package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.bench.harness.IsolatedDockerEngine;
import dev.codeagent.config.PathMapping;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.ProgressListener;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects with their own sandbox image, on a real engine. */
class ProjectImageTest {
    private static final String IMAGE = "codeagent/sandbox:latest";
    private static final String OWNER = "dev.codeagent.server=images";

    @TempDir
    Path folder;

    private static IsolatedDockerEngine engine;
    private static int projects;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private String project;
    private int runs;
    private DockerLauncher launcher;
    private List<String> danglingImages;

    @BeforeAll
    static void start() throws Exception {
        engine = SharedDockerEngine.withSandboxImage();
    }

    private static String docker(String... command) throws IOException, InterruptedException {
        return SharedDockerEngine.docker(command);
    }

    @BeforeEach
    void open() throws Exception {
        project = "P-image-" + ++projects;
        launcher = launcher(ProjectImagePolicy.BUILT);
        danglingImages = danglingImages();
    }

    @AfterEach
    void leavesNothingBehind() throws Exception {
        launcher.close();

        assertThat(docker("docker", "ps", "-aq", "--filter", "label=" + OWNER)).isEmpty();
        assertThat(docker("docker", "network", "ls", "-q", "--filter", "label=" + OWNER))
                .isEmpty();
        assertThat(danglingImages()).isEqualTo(danglingImages);
        for (String image : docker("docker", "images", "-q", "--filter", "label=" + OWNER)
                .lines()
                .toList()) {
            docker("docker", "rmi", "-f", image);
        }
    }

    /**
     * Untagged images that these tests may have left. Other tests build images at the same time, but on another base
     * image.
     */
    private static List<String> danglingImages() throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        for (String image : docker("docker", "images", "-q", "--filter", "dangling=true")
                .lines()
                .toList()) {
            String description =
                    docker("docker", "inspect", "--format", "{{.Config.User}} {{len .RootFS.Layers}}", image);
            if (description.startsWith("agent ") || description.strip().equals("1")) {
                found.add(image);
            }
        }
        return found;
    }

    private DockerLauncher launcher(ProjectImagePolicy permitted) {
        var docker = new SandboxContainerSettings(
                DockerConnection.withoutTls(engine.address()),
                "images",
                IMAGE,
                permitted,
                SecurityLevel.STANDARD,
                SecurityLevel.STANDARD.limits(),
                "172.20.0.0/16",
                0,
                List.of());
        var launch = SharedDockerEngine.launchSettings(folder);
        return new DockerLauncher(docker, launch);
    }

    private void writeFile(String path, String text) throws IOException {
        Path file = folder.resolve("tree").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Workspace workspace() {
        var known = new Project(
                new ProjectId(project), project, folder.resolve("tree").toString(), "local", Instant.EPOCH);
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(known, new RunId("run-" + ++runs));
    }

    private ProgressListener progress(String cancelAt) {
        return new ProgressListener() {
            @Override
            public void info(String code, String text) {
                messages.add(code + " " + text);
            }

            @Override
            public void warn(String code, String text) {
                messages.add(code + " " + text);
            }

            @Override
            public void throwIfCancelled() {
                if (messages.stream().anyMatch(line -> line.contains(cancelAt))) {
                    throw new AgentException(ErrorCode.CANCELLED, "the run was cancelled");
                }
            }
        };
    }

    private void provide(Workspace workspace) {
        launcher.provision(workspace, progress("never"));
    }

    private static String run(Sandbox sandbox, String id, String command) {
        return sandbox.call(new ToolCall(
                        id,
                        "run_command",
                        Json.createObjectBuilder().add("command", command).build()))
                .text();
    }

    @Test
    void buildsTheImageOnceAndRunsCommandsInIt() throws Exception {
        writeFile(".devcontainer/tool.sh", "#!/bin/sh\necho from the build\n");
        writeFile(
                ".devcontainer/Dockerfile",
                "ARG BASE\nFROM ${BASE}\nUSER root\nCOPY tool.sh /usr/local/bin/own-tool\n"
                        + "RUN chmod 755 /usr/local/bin/own-tool && mkdir /data && chmod 777 /data\nVOLUME /data\n"
                        // Like an image that was not made for sandboxes.
                        + "RUN rm -r /workspace /results /home/agent\n");
        writeFile(".devcontainer/devcontainer.json", """
                {
                  // as editors have it
                  "build": {"dockerfile": "Dockerfile", "args": {"BASE": "%s"}},
                  "containerEnv": {"OWN": "value"},
                  "postCreateCommand": "own-tool",
                }
                """.formatted(IMAGE));

        Workspace workspace = workspace();
        List<String> commands = launcher.provision(workspace, progress("never")).commands();
        try (Sandbox sandbox = launcher.open(workspace, false)) {
            assertThat(run(sandbox, "c1", "own-tool; echo $OWN; df /data | tail -n 1; touch ~/x x && echo mine"))
                    .contains("from the build\nvalue\ntmpfs", "mine");
        }

        assertThat(commands).containsExactly("own-tool");
        assertThat(messages)
                .anyMatch(line -> line.startsWith("image.build building codeagent/project-p-image-"))
                .anyMatch(line -> line.matches("image.step step 4/\\d+: COPY tool.sh .*"))
                .anyMatch(line -> line.startsWith("image.built"));
        messages.clear();
        provide(workspace());
        assertThat(messages)
                .noneMatch(line -> line.startsWith("image.build"))
                .anyMatch(line -> line.startsWith("image.sel"));
    }

    @Test
    void reportsTheFailedBuildStepWithItsLastLines() throws Exception {
        writeFile(
                ".codeagent/Dockerfile",
                "FROM " + IMAGE + "\nRUN echo layer > /tmp/x\nRUN echo the reason >&2; exit 3\n");

        assertThatThrownBy(() -> provide(workspace()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_FAILED))
                .hasMessageContaining("image: the build of .codeagent/Dockerfile failed at step 3/")
                .hasMessageContaining("RUN echo the reason")
                .hasMessageContaining("returned a non-zero code: 3")
                .hasMessageContaining("\nthe reason");
    }

    @Test
    void stopsTheBuildWhenTheRunIsCancelled() throws Exception {
        writeFile(".codeagent/Dockerfile", "FROM " + IMAGE + "\nRUN sleep 300\n");

        assertThatThrownBy(() -> launcher.provision(workspace(), progress("RUN sleep")))
                .hasMessage("the run was cancelled");

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(docker("docker", "ps", "-a", "--no-trunc")).doesNotContain("sleep 300"));
    }

    @Test
    void rejectsAnImageThatCannotRunTheExecutor() throws Exception {
        writeFile(".codeagent/Dockerfile", "FROM scratch\nCOPY Dockerfile /x\n");

        assertThatThrownBy(() -> provide(workspace()))
                .hasMessageContaining("cannot be used for a sandbox")
                .hasMessageContaining("no /bin/sh")
                .hasMessageContaining("no git")
                .hasMessageContaining("no glibc");
    }

    @Test
    void reportsAnImageThatCannotBePulled() throws Exception {
        writeFile(".codeagent/sandbox.json", "{\"image\": \"registry.invalid/nothing:1\"}");

        assertThatThrownBy(() -> provide(workspace()))
                .hasMessageContaining("image: registry.invalid/nothing:1 (.codeagent/sandbox.json)")
                .hasMessageContaining("cannot be pulled")
                .hasMessageContaining("docker load");
    }

    @Test
    void doesNotBuildWithoutPermission() throws Exception {
        writeFile(".codeagent/Dockerfile", "FROM " + IMAGE + "\nRUN false\n");
        launcher = launcher(ProjectImagePolicy.NAMED);

        provide(workspace());

        assertThat(messages).singleElement().asString().contains("sandbox.projectImage=built");
    }
}
