package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.policy.ToolArguments;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The policy must know what each argument of each tool means: an argument that it does not know could name anything. */
class ToolArgumentsTest {
    /** The policy decides the commands of Compose files as calls of docker_exec with the variables of the service. */
    private static final Set<String> WITHOUT_SCHEMA = Set.of("docker_exec env");

    @Test
    void classifiesEveryArgumentOfEveryToolSchema() throws IOException {
        Map<String, Set<String>> schemas = schemas();
        assertThat(schemas).hasSizeGreaterThan(30).containsKeys("run_command", "docker_compose_up");

        var unclassified = new TreeSet<String>();
        var stale = new TreeSet<String>();
        schemas.forEach((tool, arguments) -> {
            if (!ToolArguments.tools().contains(tool)) {
                unclassified.add(tool);
            }
            arguments.stream()
                    .filter(a -> !ToolArguments.namesOf(tool).contains(a))
                    .forEach(a -> unclassified.add(tool + " " + a));
            ToolArguments.namesOf(tool).stream()
                    .filter(a -> !arguments.contains(a) && !WITHOUT_SCHEMA.contains(tool + " " + a))
                    .forEach(a -> stale.add(tool + " " + a));
        });
        ToolArguments.tools().stream().filter(t -> !schemas.containsKey(t)).forEach(stale::add);

        assertThat(unclassified)
                .as("arguments without an ArgumentKind in ToolArguments")
                .isEmpty();
        assertThat(stale)
                .as("entries of ToolArguments without a tool or an argument")
                .isEmpty();
    }

    /** The arguments of each tool, from every file of the modules that has schemas of tools. */
    private static Map<String, Set<String>> schemas() throws IOException {
        var schemas = new LinkedHashMap<String, Set<String>>();
        for (Path file : resourceFiles()) {
            String text = Files.readString(file);
            if (text.contains("\"inputSchema\"")) {
                for (JsonObject tool : Json.createReader(new StringReader(text))
                        .readObject()
                        .getJsonArray("tools")
                        .getValuesAs(JsonObject.class)) {
                    JsonObject schema = tool.getJsonObject("inputSchema");
                    schemas.put(
                            tool.getString("name"),
                            schema.containsKey("properties")
                                    ? schema.getJsonObject("properties").keySet()
                                    : Set.of());
                }
            }
        }
        return schemas;
    }

    private static List<Path> resourceFiles() throws IOException {
        try (Stream<Path> files = Files.walk(DocumentIndexTest.repository(), 12)) {
            return files.filter(f -> f.toString().replace('\\', '/').matches(".*/src/main/resources/.*\\.json"))
                    .filter(f -> !f.toString().contains("target"))
                    .filter(f -> !f.endsWith("llm-tools.json")) // Tools of the model gateway, which agents do not have.
                    .toList();
        }
    }
}
