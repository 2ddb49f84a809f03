package dev.codeagent.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class ToolRegistryTest {
    private final ToolRegistry registry = new ToolRegistry();

    @Test
    void givesReadersNothingThatChangesSomething() {
        assertThat(registry.forAgent(AgentName.PLANNING))
                .extracting(ToolSpec::name)
                .containsExactly(
                        "read_file", "list_files", "stat", "search", "git_status", "git_diff", "git_log", "git_show");
        assertThat(registry.forAgent(AgentName.PLANNING)).noneMatch(ToolSpec::mutating);
        assertThat(registry.forAgent(AgentName.REVIEW))
                .filteredOn(ToolSpec::mutating)
                .extracting(ToolSpec::name)
                .containsExactly("run_tests");
        assertThat(registry.forAgent(AgentName.CODING))
                .extracting(ToolSpec::name)
                .contains("move_file", "delete_file", "process_start", "git_commit", "git_apply")
                .doesNotContain("prepare", "project_info", "workspace_export");
    }

    @Test
    void givesDockerToThoseWhoWriteCodeAndTestsWhereItIsWanted() {
        ToolRegistry docker = registry.withDocker();

        for (AgentName agent : AgentName.values()) {
            assertThat(registry.forAgent(agent)).allMatch(t -> ToolRegistry.ofWorkspace(t.name()));
        }
        for (AgentName agent : new AgentName[] {AgentName.CODING, AgentName.TESTING}) {
            assertThat(docker.forAgent(agent))
                    .filteredOn(t -> !ToolRegistry.ofWorkspace(t.name()))
                    .hasSize(13);
        }
        for (AgentName agent : new AgentName[] {AgentName.PLANNING, AgentName.REVIEW, AgentName.DOCUMENTATION}) {
            assertThat(docker.forAgent(agent)).isEqualTo(registry.forAgent(agent));
        }
        assertThat(docker.forAgent(AgentName.CODING))
                .filteredOn(t -> !t.mutating() && !ToolRegistry.ofWorkspace(t.name()))
                .extracting(ToolSpec::name)
                .containsExactly("docker_list", "docker_images", "docker_inspect", "docker_logs", "docker_compose_ps");
    }

    private String problem(String tool, String arguments) {
        try (var reader = Json.createReader(new StringReader(arguments))) {
            JsonObject json = reader.readObject();
            return ToolRegistry.problem(registry.find(tool).orElseThrow(), json).orElse("");
        }
    }

    @Test
    void checksArgumentsOfEveryType() {
        assertThat(problem("search", "{\"pattern\": \"x\", \"hidden\": true, \"context\": 2, \"glob\": null}"))
                .isEmpty();
        assertThat(problem("search", "{\"pattern\": \"x\", \"hidden\": \"yes\"}"))
                .contains("'hidden'", "boolean");
        assertThat(problem("run_command", "{\"command\": \"x\", \"env\": \"A=B\"}"))
                .contains("'env'", "object");
        assertThat(problem("git_commit", "{\"message\": \"x\", \"paths\": \"a\"}"))
                .contains("'paths'", "array");
        assertThat(problem("move_file", "{\"from\": \"x\"}")).contains("'to' of move_file is missing");
    }
}
