package dev.codeagent.tools;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.sandbox.packages.PackageTools;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The tools of agents, and which agent may use which tool. */
public final class ToolRegistry {
    private static final Set<String> READ_ONLY_TOOLS =
            Set.of("read_file", "list_files", "stat", "search", "git_status", "git_diff", "git_log", "git_show");

    private static final String DOCKER_PREFIX = "docker_";

    private final List<ToolSpec> tools;
    private final List<ToolSpec> serverTools;

    /** A registry with the tools of the sandbox. */
    public ToolRegistry() {
        this(load("tools.json"), List.of());
    }

    private ToolRegistry(List<ToolSpec> tools, List<ToolSpec> serverTools) {
        this.tools = tools;
        this.serverTools = serverTools;
    }

    /** This registry with the Docker tools. */
    public ToolRegistry withDockerTools() {
        return withServerTools("docker-tools.json");
    }

    /** This registry with the tool that fetches packages. */
    public ToolRegistry withPackageTools() {
        return withServerTools("package-tools.json");
    }

    private ToolRegistry withServerTools(String file) {
        return new ToolRegistry(
                tools, Stream.concat(serverTools.stream(), load(file).stream()).toList());
    }

    private static List<ToolSpec> load(String file) {
        try (InputStream in = ToolRegistry.class.getResourceAsStream("/" + file);
                var reader = Json.createReader(in)) {
            return reader.readObject().getJsonArray("tools").getValuesAs(ToolRegistry::parseSpec);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static ToolSpec parseSpec(JsonValue value) {
        JsonObject tool = value.asJsonObject();
        return new ToolSpec(
                tool.getString("name"),
                tool.getString("description"),
                tool.getJsonObject("inputSchema"),
                !tool.getJsonObject("annotations").getBoolean("readOnlyHint"));
    }

    /**
     * Whether the tool works on the workspace, so that its calls can be undone. All others work on a Docker engine or
     * on the packages of the run.
     */
    public static boolean isWorkspaceTool(String tool) {
        return !tool.startsWith(DOCKER_PREFIX) && !tool.equals(PackageTools.FETCH_PACKAGES);
    }

    /**
     * The tools of an agent. Planning can only read; review can read and run the tests; the others have all tools of
     * the workspace; coding and testing also have the tools of the server.
     */
    public List<ToolSpec> forAgent(AgentName agent) {
        return switch (agent) {
            case PLANNING ->
                tools.stream().filter(t -> READ_ONLY_TOOLS.contains(t.name())).toList();
            case REVIEW ->
                tools.stream()
                        .filter(t ->
                                READ_ONLY_TOOLS.contains(t.name()) || t.name().equals("run_tests"))
                        .toList();
            case CODING, TESTING ->
                Stream.concat(tools.stream(), serverTools.stream()).toList();
            case DOCUMENTATION -> tools;
        };
    }

    public Optional<ToolSpec> find(String name) {
        return Stream.concat(tools.stream(), serverTools.stream())
                .filter(t -> t.name().equals(name))
                .findFirst();
    }

    /** The error message for the model if the arguments do not match the schema of the tool; empty if they do. */
    public static Optional<String> findArgumentError(ToolSpec tool, JsonObject arguments) {
        JsonArray required = tool.schema().containsKey("required")
                ? tool.schema().getJsonArray("required")
                : JsonValue.EMPTY_JSON_ARRAY;
        for (JsonString name : required.getValuesAs(JsonString.class)) {
            if (!arguments.containsKey(name.getString())) {
                return Optional.of("argument '" + name.getString() + "' of " + tool.name() + " is missing");
            }
        }
        JsonObject properties = tool.schema().getJsonObject("properties");
        return arguments.entrySet().stream()
                .filter(e -> properties.containsKey(e.getKey()))
                .filter(e -> !hasType(
                        e.getValue(), properties.getJsonObject(e.getKey()).getString("type")))
                .map(e -> "argument '" + e.getKey() + "' of " + tool.name() + " must be of type "
                        + properties.getJsonObject(e.getKey()).getString("type"))
                .findFirst();
    }

    private static boolean hasType(JsonValue value, String type) {
        return value == JsonValue.NULL
                || switch (type) {
                    case "string" -> value instanceof JsonString;
                    case "integer" -> value instanceof JsonNumber n && n.isIntegral();
                    case "boolean" -> value == JsonValue.TRUE || value == JsonValue.FALSE;
                    case "array" -> value instanceof JsonArray;
                    case "object" -> value instanceof JsonObject;
                    default -> true;
                };
    }
}
