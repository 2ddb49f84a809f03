package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.bench.harness.IsolatedDockerEngine;
import dev.codeagent.containers.CommandAuthorizer;
import dev.codeagent.containers.DockerToolFactory;
import dev.codeagent.containers.ToolContainerSettings;
import dev.codeagent.containers.managed.ContainerPolicy;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SecurityLevel;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The Docker tools of a server on a real engine; checks that each test removes its containers and networks. */
abstract class DockerToolsFixture {
    static final AtomicInteger CALLS = new AtomicInteger();
    static final String IMAGE = "codeagent/sandbox:latest";
    static final String OWNER = "toolstest";
    static final ResourceLimits LIMITS = new ResourceLimits(1, 512L << 20, 128, 64L << 20);
    static final String SERVER = "python3 -m http.server 8000";

    @TempDir
    static Path folder;

    static IsolatedDockerEngine engine;
    final AtomicBoolean cancelled = new AtomicBoolean();
    DockerToolFactory containers;
    ServerTools tools;

    @BeforeAll
    static void start() throws Exception {
        engine = SharedDockerEngine.withSandboxImage();
    }

    static String docker(String... command) throws IOException, InterruptedException {
        return SharedDockerEngine.docker(command).strip();
    }

    static String listOwned(String kind, String... command) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("docker", kind));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("--filter", "label=dev.codeagent.server=" + OWNER));
        return docker(arguments.toArray(String[]::new));
    }

    @BeforeEach
    void open() {
        containers = createToolService();
        tools = tools("p-tools", "run-1");
    }

    static DockerToolFactory createToolService() {
        return createToolService(SecurityLevel.STANDARD);
    }

    static DockerToolFactory createToolService(SecurityLevel level) {
        return new DockerToolFactory(
                new ToolContainerSettings(
                        true,
                        DockerConnection.withoutTls(engine.address()),
                        OWNER,
                        new ContainerPolicy(level, LIMITS, List.of("codeagent/*"), 3),
                        "172.20.0.0/16",
                        folder.resolve("notes"),
                        Duration.ofMinutes(1)),
                Thread.ofPlatform().daemon().factory());
    }

    ServerTools tools(String project, String run) {
        return tools(containers, project, run, call -> new ToolResult(ToolResult.Outcome.ERROR, "no files", empty()));
    }

    ServerTools tools(DockerToolFactory server, String project, String run, Function<ToolCall, ToolResult> sandbox) {
        CommandAuthorizer rules = (call, container, command, environment) ->
                command.startsWith("git push") ? Optional.of("denied by policy, rule no-push") : Optional.empty();
        return server.create(new DockerToolFactory.ToolContext(
                new RunId(run), new ProjectId(project), sandbox, rules, cancelled::get));
    }

    static JsonObject empty() {
        return JsonObject.EMPTY_JSON_OBJECT;
    }

    @AfterEach
    void leavesNothingBehind() throws Exception {
        containers.close();

        assertThat(listOwned("ps", "-aq")).isEmpty();
        assertThat(docker("docker", "network", "ls", "-q", "--filter", "label=dev.codeagent.server=" + OWNER))
                .isEmpty();
        for (String volume : docker("docker", "volume", "ls", "-q", "--filter", "label=dev.codeagent.server=" + OWNER)
                .lines()
                .toList()) {
            docker("docker", "volume", "rm", volume);
        }
    }

    static ToolResult call(ServerTools tools, String id, String tool, String arguments) {
        try (var reader = Json.createReader(new StringReader(arguments.replace('\'', '"')))) {
            return tools.call(new ToolCall(id, tool, reader.readObject()));
        }
    }

    static ToolResult call(ServerTools tools, String tool, String arguments) {
        return call(tools, "coding-t1-c" + CALLS.incrementAndGet(), tool, arguments);
    }

    String callSuccessfully(String tool, String arguments) {
        ToolResult result = call(tools, tool, arguments);
        assertThat(result.outcome()).as(result.text()).isEqualTo(ToolResult.Outcome.OK);
        return result.text();
    }

    static String callExpectingError(ServerTools tools, String tool, String arguments) {
        ToolResult result = call(tools, tool, arguments);
        assertThat(result.outcome()).as(result.text()).isEqualTo(ToolResult.Outcome.ERROR);
        return result.text();
    }

    void startContainer(String name) {
        callSuccessfully(
                "docker_create", "{'name': '" + name + "', 'image': '" + IMAGE + "', 'command': '" + SERVER + "'}");
        callSuccessfully("docker_start", "{'container': '" + name + "'}");
    }

    String exec(String container, String command) {
        JsonObject arguments = Json.createObjectBuilder()
                .add("container", container)
                .add("command", command)
                .add("timeout", 20)
                .build();
        return tools.call(new ToolCall("coding-t1-c" + CALLS.incrementAndGet(), "docker_exec", arguments))
                .text();
    }
}
