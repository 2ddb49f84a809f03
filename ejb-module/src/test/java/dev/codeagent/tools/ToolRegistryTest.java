package dev.codeagent.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.tool.ToolSpec;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class ToolRegistryTest {
    private final ToolRegistry registry = new ToolRegistry();

    @Test
    void givesReadOnlyAgentsNoMutatingTool() {
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
    void givesDockerToolsToCodingAndTestingAgentsOnly() {
        ToolRegistry withDocker = registry.withDockerTools();

        for (AgentName agent : AgentName.values()) {
            assertThat(registry.forAgent(agent)).allMatch(t -> ToolRegistry.isWorkspaceTool(t.name()));
        }
        for (AgentName agent : new AgentName[] {AgentName.CODING, AgentName.TESTING}) {
            assertThat(withDocker.forAgent(agent))
                    .filteredOn(t -> !ToolRegistry.isWorkspaceTool(t.name()))
                    .hasSize(13);
        }
        for (AgentName agent : new AgentName[] {AgentName.PLANNING, AgentName.REVIEW, AgentName.DOCUMENTATION}) {
            assertThat(withDocker.forAgent(agent)).isEqualTo(registry.forAgent(agent));
        }
        assertThat(withDocker.forAgent(AgentName.CODING))
                .filteredOn(t -> !t.mutating() && !ToolRegistry.isWorkspaceTool(t.name()))
                .extracting(ToolSpec::name)
                .containsExactly("docker_list", "docker_images", "docker_inspect", "docker_logs", "docker_compose_ps");
    }

    private String argumentError(String tool, String arguments) {
        try (var reader = Json.createReader(new StringReader(arguments))) {
            JsonObject json = reader.readObject();
            return ToolRegistry.findArgumentError(registry.find(tool).orElseThrow(), json)
                    .orElse("");
        }
    }

    @Test
    void validatesArgumentsOfEveryType() {
        assertThat(argumentError("search", "{\"pattern\": \"x\", \"hidden\": true, \"context\": 2, \"glob\": null}"))
                .isEmpty();
        assertThat(argumentError("search", "{\"pattern\": \"x\", \"hidden\": \"yes\"}"))
                .contains("'hidden'", "boolean");
        assertThat(argumentError("run_command", "{\"command\": \"x\", \"env\": \"A=B\"}"))
                .contains("'env'", "object");
        assertThat(argumentError("git_commit", "{\"message\": \"x\", \"paths\": \"a\"}"))
                .contains("'paths'", "array");
        assertThat(argumentError("move_file", "{\"from\": \"x\"}")).contains("'to' of move_file is missing");
    }
}
