package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.config.PathMapping;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.SandboxContainerSettings;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import jakarta.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Compose tools, next to a sandbox of the same project. */
class ComposeToolsTest extends DockerToolsFixture {
    private static final String COMPOSE = """
            name: shop
            services:
              client:
                image: %1$s
                command: ["sh", "-c", "curl -sf http://db:8000/ready && sleep 600"]
                depends_on: {db: {condition: service_healthy}}
                ports: ["8080:8080"]
              db:
                image: %1$s
                command: sh -c 'cd /data; sleep 1; echo yes > ready; exec python3 -m http.server 8000'
                healthcheck:
                  test: curl -sf http://localhost:8000/ready
                  interval: 500ms
                  timeout: 2s
                  retries: 40
                volumes: [data:/data]
                user: "0"
                mem_limit: 128m
            volumes: {data: }
            """.formatted(IMAGE);

    @Test
    void startsServicesInOrderAndTheSandboxReachesThemByName() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("p-shop"));
        Files.writeString(tree.resolve("compose.yaml"), COMPOSE);
        Files.writeString(tree.resolve("bad.yaml"), COMPOSE.replace("    user: \"0\"", "    privileged: true"));
        Files.writeString(tree.resolve("push.yaml"), COMPOSE.replace("sh -c 'cd", "git push . sh -c 'cd"));
        var project = new Project(new ProjectId("p-shop"), "p-shop", tree.toString(), "local", Instant.EPOCH);
        var workspaceStore = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        DockerLauncher launcher = launcher();
        try (Sandbox sandbox = launcher.open(workspaceStore.openOrCreate(project, new RunId("run-shop")), false)) {
            tools = tools(containers, "p-shop", "run-shop", sandbox::call);

            assertThat(callExpectingError(tools, "docker_compose_up", "{'path': 'bad.yaml'}"))
                    .contains("bad.yaml line 17, services.db.privileged: 'privileged' is refused");
            assertThat(callExpectingError(tools, "docker_compose_up", "{'path': 'push.yaml'}"))
                    .contains("rule no-push");
            assertThat(callExpectingError(tools, "docker_compose_up", "{'path': '../x.yaml'}"))
                    .contains("leads out");
            assertThat(listOwned("ps", "-aq").lines()).hasSize(1);

            assertThat(callSuccessfully("docker_compose_up", "{'path': 'compose.yaml', 'timeout': 60}"))
                    .contains("client: up", "db: up", "(healthy)", "ports of client are not published");
            assertThat(run(sandbox, "curl -s http://db:8000/ready")).startsWith("yes");
            assertThat(callSuccessfully("docker_compose_ps", "{'name': 'shop'}").lines())
                    .hasSize(2);
            String before = listOwned("ps", "-q", "--filter", "label=com.docker.compose.service=db");
            callSuccessfully("docker_compose_up", "{'path': 'compose.yaml', 'timeout': 60}");
            assertThat(listOwned("ps", "-q", "--filter", "label=com.docker.compose.service=db"))
                    .isEqualTo(before);
            assertThat(callSuccessfully("docker_compose_down", "{'volumes': true}"))
                    .isEqualTo("removed client, db; removed the volumes shop_data");
            assertThat(run(sandbox, "curl -s -m 3 http://db:8000/ready || echo gone"))
                    .contains("gone");
        }
        launcher.close();
    }

    private static String run(Sandbox sandbox, String command) {
        return sandbox.call(new ToolCall(
                        "c" + CALLS.incrementAndGet(),
                        "run_command",
                        Json.createObjectBuilder().add("command", command).build()))
                .text();
    }

    private static DockerLauncher launcher() {
        return new DockerLauncher(
                new SandboxContainerSettings(
                        DockerConnection.withoutTls(engine.address()),
                        OWNER,
                        IMAGE,
                        ProjectImagePolicy.NONE,
                        SecurityLevel.STANDARD,
                        SecurityLevel.STANDARD.limits(),
                        "172.20.0.0/16",
                        0,
                        List.of()),
                SharedDockerEngine.launchSettings(folder));
    }
}
