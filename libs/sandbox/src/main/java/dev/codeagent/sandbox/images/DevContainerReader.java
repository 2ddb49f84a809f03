package dev.codeagent.sandbox.images;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of a {@code devcontainer.json} that a sandbox supports; other keys are reported as ignored, with the
 * reason.
 */
final class DevContainerReader {
    static final List<String> PATHS = List.of(".devcontainer/devcontainer.json", ".devcontainer.json");

    private static final String WEAKENS_ISOLATION = "would weaken the isolation of the sandbox";
    private static final Map<String, String> UNSUPPORTED_KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry("features", "they run third-party installers as root; install the software in a Dockerfile"),
            Map.entry("mounts", "a sandbox has no directory of the host"),
            Map.entry("workspaceMount", "a sandbox has no directory of the host"),
            Map.entry("runArgs", WEAKENS_ISOLATION),
            Map.entry("privileged", WEAKENS_ISOLATION),
            Map.entry("capAdd", WEAKENS_ISOLATION),
            Map.entry("securityOpt", WEAKENS_ISOLATION),
            Map.entry("dockerComposeFile", "a sandbox is one container"),
            Map.entry("initializeCommand", "it would run on the host of the server"),
            Map.entry("remoteUser", "commands run as user 10001"),
            Map.entry("containerUser", "commands run as user 10001"),
            Map.entry("postStartCommand", "only commands that create a container are run"),
            Map.entry("postAttachCommand", "only commands that create a container are run")));
    private static final List<String> COMMAND_KEYS =
            List.of("onCreateCommand", "updateContentCommand", "postCreateCommand");

    private final String path;
    private final JsonObject file;
    private final List<String> ignored = new ArrayList<>();

    private DevContainerReader(String path, JsonObject file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Parses the file.
     *
     * @throws IllegalArgumentException with the reason, as the end of a sentence about the file, if it is invalid
     */
    static ImageRequest read(String path, String text) {
        return new DevContainerReader(path, Jsonc.parseObject(text)).toImageRequest();
    }

    private ImageRequest toImageRequest() {
        UNSUPPORTED_KEYS.forEach((key, reason) -> {
            if (file.containsKey(key)) {
                ignored.add(key + " (" + reason + ")");
            }
        });
        Optional<ImageBuildSpec> buildSpec = readBuildSpec();
        Optional<String> image = buildSpec.isPresent() ? Optional.empty() : substitute("image", file.get("image"));
        var environment = new LinkedHashMap<String, String>();
        environment.putAll(readStringMap("containerEnv", file));
        environment.putAll(readStringMap("remoteEnv", file));
        List<String> commands =
                COMMAND_KEYS.stream().flatMap(key -> commands(key).stream()).toList();
        return new ImageRequest(
                path, image, buildSpec, EnvironmentVariables.requireValid(environment), commands, ignored);
    }

    private Optional<ImageBuildSpec> readBuildSpec() {
        JsonObject build = file.get("build") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        if (build.containsKey("options")) {
            ignored.add("build.options (" + WEAKENS_ISOLATION + ")");
        }
        Optional<String> dockerfile = substitute("build.dockerfile", build.get("dockerfile"))
                .or(() -> substitute("dockerFile", file.get("dockerFile")));
        String directory = RepositoryPaths.parent(path);
        return dockerfile.map(name -> new ImageBuildSpec(
                RepositoryPaths.resolve(directory, name),
                RepositoryPaths.resolve(
                        directory,
                        substitute("build.context", build.get("context"))
                                .or(() -> substitute("context", file.get("context")))
                                .orElse(".")),
                substitute("build.target", build.get("target")).orElse(""),
                readStringMap("args", build)));
    }

    private Optional<String> substitute(String key, @Nullable JsonValue value) {
        if (!(value instanceof JsonString text)) {
            return Optional.empty();
        }
        Optional<String> substituted = EnvironmentVariables.substitute(text.getString());
        if (substituted.isEmpty()) {
            ignored.add(key + " (it refers to a variable of another host)");
        }
        return substituted.filter(arguments -> !arguments.isBlank());
    }

    private Map<String, String> readStringMap(String key, JsonObject parent) {
        var strings = new LinkedHashMap<String, String>();
        if (parent.get(key) instanceof JsonObject object) {
            object.forEach((name, value) -> {
                JsonValue arguments =
                        value instanceof JsonNumber || value.equals(JsonValue.TRUE) || value.equals(JsonValue.FALSE)
                                ? jakarta.json.Json.createValue(value.toString())
                                : value;
                substitute(key + "." + name, arguments).ifPresent(substituted -> strings.put(name, substituted));
            });
        }
        return strings;
    }

    /** One command, or several by name; each is a string or a list of arguments. */
    private List<String> commands(String key) {
        JsonValue value = file.get(key);
        List<JsonValue> values = value instanceof JsonObject named
                ? List.copyOf(named.values())
                : value == null ? List.of() : List.of(value);
        return values.stream()
                .map(DevContainerReader::toShellCommand)
                .flatMap(command -> substitute(key, command).stream())
                .toList();
    }

    private static JsonValue toShellCommand(JsonValue value) {
        return value instanceof JsonArray arguments
                ? jakarta.json.Json.createValue(arguments.stream()
                        .filter(JsonString.class::isInstance)
                        .map(argument -> shellQuote(((JsonString) argument).getString()))
                        .collect(Collectors.joining(" ")))
                : value;
    }

    private static String shellQuote(String argument) {
        return "'" + argument.replace("'", "'\\''") + "'";
    }
}
