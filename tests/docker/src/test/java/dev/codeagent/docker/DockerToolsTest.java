package dev.codeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.bench.rig.OwnEngine;
import dev.codeagent.config.HostPaths;
import dev.codeagent.containers.CommandCheck;
import dev.codeagent.containers.ToolContainers;
import dev.codeagent.containers.ToolSettings;
import dev.codeagent.containers.own.Allowance;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.sandbox.ExecutorFiles;
import dev.codeagent.sandbox.LaunchSettings;
import dev.codeagent.sandbox.Limits;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.Toolchain;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.DockerSettings;
import dev.codeagent.sandbox.images.Permitted;
import dev.codeagent.tools.ServerTools;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents can do with containers and what not, on a real engine. */
class DockerToolsTest {
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final String IMAGE = "codeagent/sandbox:latest";
    private static final String OWNER = "toolstest";
    private static final Limits LIMITS = new Limits(1, 512L << 20, 128, 64L << 20);
    private static final String SERVER = "python3 -m http.server 8000";

    @TempDir
    static Path folder;

    private static OwnEngine engine;
    private static Path root;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private ToolContainers containers;
    private ServerTools tools;

    @BeforeAll
    static void start() throws Exception {
        engine = TestEngine.shared();
        root = Path.of(System.getProperty("codeagent.root")).toRealPath();
        docker("sandbox/image.sh");
    }

    private static String docker(String... words) throws IOException, InterruptedException {
        return new Shell(root, Map.of("DOCKER_HOST", engine.address()), List.of())
                .run(words)
                .good()
                .output()
                .strip();
    }

    private static String ours(String kind, String... words) throws IOException, InterruptedException {
        var all = new java.util.ArrayList<>(List.of("docker", kind));
        all.addAll(List.of(words));
        all.addAll(List.of("--filter", "label=dev.codeagent.server=" + OWNER));
        return docker(all.toArray(String[]::new));
    }

    @BeforeEach
    void open() {
        containers = server();
        tools = tools("p-tools", "run-1");
    }

    private static ToolContainers server() {
        return server(SecurityLevel.STANDARD);
    }

    private static ToolContainers server(SecurityLevel level) {
        return new ToolContainers(
                new ToolSettings(
                        true,
                        engine.address(),
                        Optional.empty(),
                        OWNER,
                        new Allowance(level, LIMITS, List.of("codeagent/*"), 3),
                        "172.20.0.0/16",
                        folder.resolve("notes"),
                        Duration.ofMinutes(1)),
                Thread.ofPlatform().daemon().factory());
    }

    private ServerTools tools(String project, String run) {
        return tools(containers, project, run, call -> new ToolResult(ToolResult.Outcome.ERROR, "no files", empty()));
    }

    private ServerTools tools(
            ToolContainers server,
            String project,
            String run,
            java.util.function.Function<ToolCall, ToolResult> sandbox) {
        CommandCheck rules = (call, container, command) ->
                command.startsWith("git push") ? Optional.of("denied by policy, rule no-push") : Optional.empty();
        return server.of(new ToolContainers.Surroundings(
                new RunId(run), new ProjectId(project), sandbox, rules, cancelled::get));
    }

    private static JsonObject empty() {
        return JsonObject.EMPTY_JSON_OBJECT;
    }

    @AfterEach
    void leavesNothingBehind() throws Exception {
        containers.close();

        assertThat(ours("ps", "-aq")).isEmpty();
        assertThat(docker("docker", "network", "ls", "-q", "--filter", "label=dev.codeagent.server=" + OWNER))
                .isEmpty();
        for (String volume : docker("docker", "volume", "ls", "-q", "--filter", "label=dev.codeagent.server=" + OWNER)
                .lines()
                .toList()) {
            docker("docker", "volume", "rm", volume);
        }
    }

    private static ToolResult call(ServerTools tools, String id, String tool, String arguments) {
        try (var reader = Json.createReader(new StringReader(arguments.replace('\'', '"')))) {
            return tools.call(new ToolCall(id, tool, reader.readObject()));
        }
    }

    private static ToolResult call(ServerTools tools, String tool, String arguments) {
        return call(tools, "coding-t1-c" + CALLS.incrementAndGet(), tool, arguments);
    }

    private String good(String tool, String arguments) {
        ToolResult result = call(tools, tool, arguments);
        assertThat(result.outcome()).as(result.text()).isEqualTo(ToolResult.Outcome.OK);
        return result.text();
    }

    private static String bad(ServerTools tools, String tool, String arguments) {
        ToolResult result = call(tools, tool, arguments);
        assertThat(result.outcome()).as(result.text()).isEqualTo(ToolResult.Outcome.ERROR);
        return result.text();
    }

    private void started(String name) {
        good("docker_create", "{'name': '" + name + "', 'image': '" + IMAGE + "', 'command': '" + SERVER + "'}");
        good("docker_start", "{'container': '" + name + "'}");
    }

    private String exec(String container, String command) {
        JsonObject arguments = Json.createObjectBuilder()
                .add("container", container)
                .add("command", command)
                .add("timeout", 20)
                .build();
        return tools.call(new ToolCall("coding-t1-c" + CALLS.incrementAndGet(), "docker_exec", arguments))
                .text();
    }

    @Test
    void takesAContainerThroughItsLife() {
        assertThat(good("docker_images", "{}")).contains(IMAGE);
        started("web");

        assertThat(good("docker_list", "{}")).startsWith("web: up ").contains(IMAGE);
        assertThat(exec("web", "echo one; echo two >&2; exit 3"))
                .contains("one", "two")
                .endsWith("(exit code 3)");
        exec("web", "curl -s http://web:8000/");
        assertThat(good("docker_logs", "{'container': 'web'}")).contains("GET / HTTP/1.1");
        assertThat(good("docker_restart", "{'container': 'web', 'timeout': 2}")).contains("web: up");
        good("docker_stop", "{'container': 'web', 'timeout': 2}");
        good("docker_stop", "{'container': 'web'}");
        assertThat(bad(tools, "docker_exec", "{'container': 'web', 'command': 'true'}"))
                .contains("does not run");
        assertThat(good("docker_inspect", "{'container': 'web'}"))
                .contains("exited", "\"http.server\"")
                .doesNotContain(OWNER);
        good("docker_remove", "{'container': 'web'}");
        assertThat(good("docker_list", "{}")).isEqualTo("(none)");
    }

    @Test
    void givesNoRightsAndNoWayOut() throws Exception {
        started("web");

        assertThat(exec("web", "grep -E \"^(CapEff|NoNewPrivs|Seccomp):\" /proc/self/status"))
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("Seccomp:\\s+2");
        assertThat(exec("web", "ls /var/run/docker.sock || echo none")).contains("none");
        assertThat(exec("web", "curl -m 3 -s http://1.1.1.1/ || echo refused")).contains("refused");
        assertThat(exec("web", "getent hosts example.com || echo unknown")).contains("unknown");
        String id = ours("ps", "-q");
        assertThat(docker("docker", "inspect", "-f", "{{json .HostConfig}}", id))
                .contains("\"CapDrop\":[\"ALL\"]", "\"Privileged\":false", "\"PidsLimit\":128")
                .contains("\"Memory\":" + LIMITS.memoryBytes(), "\"Binds\":[]");
        assertThat(docker("docker", "port", id)).isEmpty();
        assertThat(docker("docker", "exec", "-u", "0", id, "grep", "CapBnd", "/proc/self/status"))
                .as("chown, dac_override, fowner, kill, setgid, setuid, net_bind_service")
                .endsWith("00000000000004eb");
    }

    @Test
    void givesNoNetworkAndNoCapabilityInFullIsolation() {
        ToolContainers isolated = server(SecurityLevel.FULL_ISOLATION);
        tools = tools(isolated, "p-tools", "run-4", c -> null);
        started("web");

        assertThat(exec("web", "cat /proc/net/dev | grep -c :")).startsWith("1\n");
        assertThat(exec("web", "grep CapBnd /proc/self/status")).containsPattern("CapBnd:\\s+0000000000000000");
    }

    @Test
    void knowsOnlyWhatItsOwnRunMade() {
        started("web");
        ServerTools other = tools("p-other", "run-2");
        ServerTools later = tools("p-tools", "run-3");

        assertThat(call(other, "docker_list", "{}").text()).isEqualTo("(none)");
        for (String tool : List.of("docker_stop", "docker_remove", "docker_inspect", "docker_logs")) {
            assertThat(bad(other, tool, "{'container': 'web'}")).contains("no container 'web'");
        }
        assertThat(bad(other, "docker_exec", "{'container': 'web', 'command': 'true'}"))
                .contains("no container 'web'");
        assertThat(bad(later, "docker_remove", "{'container': 'web'}")).contains("no container 'web'");
        assertThat(bad(later, "docker_create", "{'name': 'web', 'image': '" + IMAGE + "'}"))
                .contains("another run of this project, run-1");
    }

    @Test
    void refusesWhatAProjectMayNotHave() {
        assertThat(bad(tools, "docker_create", "{'name': 'a', 'image': 'postgres:16'}"))
                .contains("postgres:16 is not allowed", "codeagent/*");
        assertThat(bad(tools, "docker_create", "{'name': 'a', 'image': 'codeagent/missing'}"))
                .contains("no image codeagent/missing", "docker pull");
        assertThat(bad(tools, "docker_create", "{'name': 'a', 'image': '" + IMAGE + "', 'memory': '8g'}"))
                .contains("memory of 8192");
        assertThat(bad(
                        tools,
                        "docker_create",
                        "{'name': 'a', 'image': '" + IMAGE + "', 'volumes': ['/var/run/docker.sock:/s']}"))
                .contains("names a folder");
        for (String name : List.of("a", "b", "c")) {
            good("docker_create", "{'name': '" + name + "', 'image': '" + IMAGE + "'}");
        }
        assertThat(bad(tools, "docker_create", "{'name': 'd', 'image': '" + IMAGE + "'}"))
                .contains("has 3 containers and may have 3");
    }

    @Test
    void endsACommandWhoseTimeIsUpAndOneOfACancelledRun() throws Exception {
        started("web");

        assertThat(call(
                                tools,
                                "docker_exec",
                                "{'container': 'web', 'command': 'echo begun; setsid sleep 321 & sleep 321',"
                                        + " 'timeout': 2}")
                        .text())
                .contains("begun")
                .endsWith("(ended after 2 s: the time for it was up)");
        assertThat(processes()).contains("http.server").doesNotContain("sleep 321");

        cancelled.set(true);
        assertThatThrownBy(() -> exec("web", "sleep 322")).hasMessageContaining("cancelled");
        cancelled.set(false);
        assertThat(processes()).contains("http.server").doesNotContain("sleep 322");
    }

    private static String processes() throws Exception {
        return docker("docker", "top", ours("ps", "-q"), "-eo", "pid,args");
    }

    @Test
    void makesNothingTwiceAfterACrash() throws Exception {
        String create = "{'name': 'web', 'image': '" + IMAGE + "', 'command': '" + SERVER + "'}";
        call(tools, "coding-t9-c1", "docker_create", create);
        call(tools, "coding-t9-c2", "docker_start", "{'container': 'web'}");
        call(tools, "coding-t9-c3", "docker_exec", "{'container': 'web', 'command': 'echo x >> /tmp/x'}");

        ServerTools next = tools(server(), "p-tools", "run-1", c -> null);

        assertThat(call(next, "coding-t9-c1", "docker_create", create).text()).startsWith("created web");
        assertThat(ours("ps", "-aq").lines()).hasSize(1);
        assertThat(call(next, "coding-t9-c2", "docker_start", "{'container': 'web'}")
                        .text())
                .startsWith("started web");
        assertThat(call(next, "coding-t9-c3", "docker_exec", "{'container': 'web', 'command': 'echo x >> /tmp/x'}")
                        .outcome())
                .isEqualTo(ToolResult.Outcome.UNKNOWN);
        assertThat(exec("web", "cat /tmp/x")).isEqualTo("x\n(exit code 0)");
        call(next, "coding-t9-c4", "docker_remove", "{'container': 'web'}");
        assertThat(call(next, "coding-t9-c4", "docker_remove", "{'container': 'web'}")
                        .outcome())
                .isEqualTo(ToolResult.Outcome.OK);
    }

    @Test
    void removesWhatARunMadeWhenItEndsAndAfterACrash() throws Exception {
        started("web");
        ToolContainers next = server();

        next.reap(Set.of(new RunId("run-1")));
        assertThat(ours("ps", "-q")).isNotEmpty();
        next.reap(Set.of());
        assertThat(ours("ps", "-aq")).isEmpty();

        started("web");
        next.release(new RunId("run-1"));
        assertThat(ours("ps", "-aq")).isEmpty();
    }

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
    void bringsServicesUpInOrderWhereTheSandboxReachesThemByName() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("p-shop"));
        Files.writeString(tree.resolve("compose.yaml"), COMPOSE);
        Files.writeString(tree.resolve("bad.yaml"), COMPOSE.replace("    user: \"0\"", "    privileged: true"));
        Files.writeString(tree.resolve("push.yaml"), COMPOSE.replace("sh -c 'cd", "git push . sh -c 'cd"));
        var project = new Project(new ProjectId("p-shop"), "p-shop", tree.toString(), "local", Instant.EPOCH);
        var workspaces = new Workspaces(folder.resolve("data"), HostPaths.SAME);
        DockerLauncher launcher = launcher();
        try (Sandbox sandbox = launcher.open(workspaces.open(project, new RunId("run-shop")), false)) {
            tools = tools(containers, "p-shop", "run-shop", sandbox::call);

            assertThat(bad(tools, "docker_compose_up", "{'path': 'bad.yaml'}"))
                    .contains("bad.yaml line 17, services.db.privileged: 'privileged' is refused");
            assertThat(bad(tools, "docker_compose_up", "{'path': 'push.yaml'}")).contains("rule no-push");
            assertThat(bad(tools, "docker_compose_up", "{'path': '../x.yaml'}")).contains("leads out");
            assertThat(ours("ps", "-aq").lines()).hasSize(1);

            assertThat(good("docker_compose_up", "{'path': 'compose.yaml', 'timeout': 60}"))
                    .contains("client: up", "db: up", "(healthy)", "ports of client are not published");
            assertThat(run(sandbox, "curl -s http://db:8000/ready")).startsWith("yes");
            assertThat(good("docker_compose_ps", "{'name': 'shop'}").lines()).hasSize(2);
            String before = ours("ps", "-q", "--filter", "label=com.docker.compose.service=db");
            good("docker_compose_up", "{'path': 'compose.yaml', 'timeout': 60}");
            assertThat(ours("ps", "-q", "--filter", "label=com.docker.compose.service=db"))
                    .isEqualTo(before);
            assertThat(good("docker_compose_down", "{'volumes': true}"))
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
                new DockerSettings(
                        engine.address(),
                        Optional.empty(),
                        OWNER,
                        IMAGE,
                        Permitted.NONE,
                        SecurityLevel.STANDARD,
                        SecurityLevel.STANDARD.limits(),
                        "172.20.0.0/16",
                        0,
                        List.of()),
                new LaunchSettings(
                        ExecutorFiles.in(root.resolve("ear/micro/target/server")),
                        folder.resolve("data/sandbox"),
                        Toolchain.find(System.getenv()),
                        System.getenv(),
                        Duration.ofMinutes(2),
                        Thread.ofPlatform().daemon().factory()));
    }
}
