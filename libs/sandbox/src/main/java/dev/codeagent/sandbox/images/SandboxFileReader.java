package dev.codeagent.sandbox.images;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the settings file of a project, {@code .codeagent/sandbox.json}. */
final class SandboxFileReader {
    static final String PATH = ".codeagent/sandbox.json";

    private static final Set<String> KEYS =
            Set.of("image", "dockerfile", "context", "target", "args", "environment", "setup");

    private SandboxFileReader() {}

    /**
     * Parses the file. Unknown keys are errors, because only this project reads the file.
     *
     * @throws IllegalArgumentException with the reason, as the end of a sentence about the file, if it is invalid
     */
    static ImageRequest read(String text) {
        JsonObject file = Jsonc.parseObject(text);
        for (String key : file.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("has the unknown key '" + key + "'; the known keys are "
                        + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
        Optional<String> image = readString(file, "image");
        Optional<String> dockerfile = readString(file, "dockerfile").map(path -> RepositoryPaths.resolve("", path));
        if (image.isPresent() && dockerfile.isPresent()) {
            throw new IllegalArgumentException("has both 'image' and 'dockerfile'; use one of them");
        }
        for (String key : List.of("context", "target", "args")) {
            if (dockerfile.isEmpty() && file.containsKey(key)) {
                throw new IllegalArgumentException("has '" + key + "' without 'dockerfile'; add it");
            }
        }
        Optional<ImageBuildSpec> buildSpec = dockerfile.map(path -> new ImageBuildSpec(
                path,
                readString(file, "context")
                        .map(c -> RepositoryPaths.resolve("", c))
                        .orElse(RepositoryPaths.parent(path)),
                readString(file, "target").orElse(""),
                readStringMap(file, "args")));
        return new ImageRequest(
                PATH,
                image,
                buildSpec,
                EnvironmentVariables.requireValid(readStringMap(file, "environment")),
                readSetupCommands(file),
                List.of());
    }

    private static Optional<String> readString(JsonObject file, String key) {
        JsonValue value = file.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString text && !text.getString().isBlank()) {
            return Optional.of(text.getString());
        }
        throw new IllegalArgumentException("has a '" + key + "' that is not a string or is blank");
    }

    private static Map<String, String> readStringMap(JsonObject file, String key) {
        var strings = new LinkedHashMap<String, String>();
        if (file.containsKey(key)) {
            if (!(file.get(key) instanceof JsonObject object)) {
                throw new IllegalArgumentException("has '" + key + "' that is not an object of strings");
            }
            object.keySet()
                    .forEach(name -> strings.put(name, readString(object, name).orElseThrow()));
        }
        return strings;
    }

    private static List<String> readSetupCommands(JsonObject file) {
        var commands = new ArrayList<String>();
        if (file.containsKey("setup")) {
            if (!(file.get("setup") instanceof JsonArray array)) {
                throw new IllegalArgumentException("has 'setup' that is not a list of strings");
            }
            for (JsonValue value : array) {
                if (!(value instanceof JsonString command)) {
                    throw new IllegalArgumentException("has a command in 'setup' that is not a string");
                }
                commands.add(command.getString());
            }
        }
        return commands;
    }
}
