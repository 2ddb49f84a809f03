package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.containers.DockerToolFactory;
import dev.codeagent.sandbox.SecurityLevel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What agents can do with containers and what the tools prevent. */
class DockerToolsTest extends DockerToolsFixture {
    @Test
    void coversTheContainerLifecycle() {
        assertThat(callSuccessfully("docker_images", "{}")).contains(IMAGE);
        startContainer("web");

        assertThat(callSuccessfully("docker_list", "{}")).startsWith("web: up ").contains(IMAGE);
        assertThat(exec("web", "echo one; echo two >&2; exit 3"))
                .contains("one", "two")
                .endsWith("(exit code 3)");
        exec("web", "curl -s --retry 10 --retry-connrefused --retry-delay 1 http://web:8000/");
        assertThat(callSuccessfully("docker_logs", "{'container': 'web'}")).contains("GET / HTTP/1.1");
        assertThat(callSuccessfully("docker_restart", "{'container': 'web', 'timeout': 2}"))
                .contains("web: up");
        callSuccessfully("docker_stop", "{'container': 'web', 'timeout': 2}");
        callSuccessfully("docker_stop", "{'container': 'web'}");
        assertThat(callExpectingError(tools, "docker_exec", "{'container': 'web', 'command': 'true'}"))
                .contains("is not running");
        assertThat(callSuccessfully("docker_inspect", "{'container': 'web'}"))
                .contains("exited", "\"http.server\"")
                .doesNotContain(OWNER);
        callSuccessfully("docker_remove", "{'container': 'web'}");
        assertThat(callSuccessfully("docker_list", "{}")).isEqualTo("(none)");
    }

    @Test
    void containersHaveNoPrivilegesAndNoNetworkAccess() throws Exception {
        startContainer("web");

        assertThat(exec("web", "grep -E \"^(CapEff|NoNewPrivs|Seccomp):\" /proc/self/status"))
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("Seccomp:\\s+2");
        assertThat(exec("web", "ls /var/run/docker.sock || echo none")).contains("none");
        assertThat(exec("web", "curl -m 3 -s http://1.1.1.1/ || echo refused")).contains("refused");
        assertThat(exec("web", "getent hosts example.com || echo unknown")).contains("unknown");
        String id = listOwned("ps", "-q");
        assertThat(docker("docker", "inspect", "-f", "{{json .HostConfig}}", id))
                .contains("\"CapDrop\":[\"ALL\"]", "\"Privileged\":false", "\"PidsLimit\":128")
                .contains("\"Memory\":" + LIMITS.memoryBytes(), "\"Binds\":[]");
        assertThat(docker("docker", "port", id)).isEmpty();
        assertThat(docker("docker", "exec", "-u", "0", id, "grep", "CapBnd", "/proc/self/status"))
                .as("chown, dac_override, fowner, kill, setgid, setuid, net_bind_service")
                .endsWith("00000000000004eb");
    }

    @Test
    void fullIsolationHasNoNetworkAndNoCapability() {
        DockerToolFactory isolated = createToolService(SecurityLevel.FULL_ISOLATION);
        tools = tools(isolated, "p-tools", "run-4", c -> null);
        startContainer("web");

        assertThat(exec("web", "cat /proc/net/dev | grep -c :")).startsWith("1\n");
        assertThat(exec("web", "grep CapBnd /proc/self/status")).containsPattern("CapBnd:\\s+0000000000000000");
    }

    @Test
    void seesOnlyContainersOfItsOwnRun() {
        startContainer("web");
        ServerTools other = tools("p-other", "run-2");
        ServerTools later = tools("p-tools", "run-3");

        assertThat(call(other, "docker_list", "{}").text()).isEqualTo("(none)");
        for (String tool : List.of("docker_stop", "docker_remove", "docker_inspect", "docker_logs")) {
            assertThat(callExpectingError(other, tool, "{'container': 'web'}")).contains("no container 'web'");
        }
        assertThat(callExpectingError(other, "docker_exec", "{'container': 'web', 'command': 'true'}"))
                .contains("no container 'web'");
        assertThat(callExpectingError(later, "docker_remove", "{'container': 'web'}"))
                .contains("no container 'web'");
        assertThat(callExpectingError(later, "docker_create", "{'name': 'web', 'image': '" + IMAGE + "'}"))
                .contains("another run of this project, run-1");
    }

    @Test
    void rejectsImagesAndLimitsThatAreNotAllowed() {
        assertThat(callExpectingError(tools, "docker_create", "{'name': 'a', 'image': 'postgres:16'}"))
                .contains("postgres:16 is not allowed", "codeagent/*");
        assertThat(callExpectingError(tools, "docker_create", "{'name': 'a', 'image': 'codeagent/missing'}"))
                .contains("no image codeagent/missing", "docker pull");
        assertThat(callExpectingError(
                        tools, "docker_create", "{'name': 'a', 'image': '" + IMAGE + "', 'memory': '8g'}"))
                .contains("memory of 8192");
        assertThat(callExpectingError(
                        tools,
                        "docker_create",
                        "{'name': 'a', 'image': '" + IMAGE + "', 'volumes': ['/var/run/docker.sock:/s']}"))
                .contains("names a directory");
        for (String name : List.of("a", "b", "c")) {
            callSuccessfully("docker_create", "{'name': '" + name + "', 'image': '" + IMAGE + "'}");
        }
        assertThat(callExpectingError(tools, "docker_create", "{'name': 'd', 'image': '" + IMAGE + "'}"))
                .contains("has 3 containers of at most 3");
    }

    @Test
    void endsACommandOnTimeoutAndOnCancellation() throws Exception {
        startContainer("web");

        assertThat(call(
                                tools,
                                "docker_exec",
                                "{'container': 'web', 'command': 'echo begun; setsid sleep 321 & sleep 321',"
                                        + " 'timeout': 5}")
                        .text())
                .contains("begun")
                .endsWith("(stopped after its timeout of 5 s)");
        assertThat(processes()).contains("http.server").doesNotContain("sleep 321");

        cancelled.set(true);
        assertThatThrownBy(() -> exec("web", "sleep 322")).hasMessageContaining("cancelled");
        cancelled.set(false);
        assertThat(processes()).contains("http.server").doesNotContain("sleep 322");
    }

    private static String processes() throws Exception {
        return docker("docker", "top", listOwned("ps", "-q"), "-eo", "pid,args");
    }

    @Test
    void repeatsNothingAfterACrash() throws Exception {
        String create = "{'name': 'web', 'image': '" + IMAGE + "', 'command': '" + SERVER + "'}";
        call(tools, "coding-t9-c1", "docker_create", create);
        call(tools, "coding-t9-c2", "docker_start", "{'container': 'web'}");
        call(tools, "coding-t9-c3", "docker_exec", "{'container': 'web', 'command': 'echo x >> /tmp/x'}");

        ServerTools next = tools(createToolService(), "p-tools", "run-1", c -> null);

        assertThat(call(next, "coding-t9-c1", "docker_create", create).text()).startsWith("created web");
        assertThat(listOwned("ps", "-aq").lines()).hasSize(1);
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
    void removesContainersWhenTheRunEndsAndAfterACrash() throws Exception {
        startContainer("web");
        DockerToolFactory next = createToolService();

        next.removeOrphans(Set.of(new RunId("run-1")));
        assertThat(listOwned("ps", "-q")).isNotEmpty();
        next.removeOrphans(Set.of());
        assertThat(listOwned("ps", "-aq")).isEmpty();

        startContainer("web");
        next.release(new RunId("run-1"));
        assertThat(listOwned("ps", "-aq")).isEmpty();
    }
}
