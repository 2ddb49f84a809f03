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

/** What of a {@code devcontainer.json} a sandbox can be; the rest is named with the reason why it is not done. */
final class DevContainer {
    static final List<String> PATHS = List.of(".devcontainer/devcontainer.json", ".devcontainer.json");

    private static final String WALLS = "would loosen the sandbox's walls";
    private static final Map<String, String> REFUSED = new TreeMap<>(Map.ofEntries(
            Map.entry("features", "they run installers of others as root; put what they install into a Dockerfile"),
            Map.entry("mounts", "a sandbox sees no folder of a host"),
            Map.entry("workspaceMount", "a sandbox sees no folder of a host"),
            Map.entry("runArgs", WALLS),
            Map.entry("privileged", WALLS),
            Map.entry("capAdd", WALLS),
            Map.entry("securityOpt", WALLS),
            Map.entry("dockerComposeFile", "a sandbox is one container"),
            Map.entry("initializeCommand", "it would run on the server's machine"),
            Map.entry("remoteUser", "commands run as user 10001"),
            Map.entry("containerUser", "commands run as user 10001"),
            Map.entry("postStartCommand", "only what creates a container is run"),
            Map.entry("postAttachCommand", "only what creates a container is run")));
    private static final List<String> COMMANDS =
            List.of("onCreateCommand", "updateContentCommand", "postCreateCommand");

    private final String path;
    private final JsonObject file;
    private final List<String> ignored = new ArrayList<>();

    private DevContainer(String path, JsonObject file) {
        this.path = path;
        this.file = file;
    }

    /** IllegalArgumentException with what is wrong. */
    static Wish read(String path, String text) {
        return new DevContainer(path, Jsonc.object(text)).wish();
    }

    private Wish wish() {
        REFUSED.forEach((key, reason) -> {
            if (file.containsKey(key)) {
                ignored.add(key + " (" + reason + ")");
            }
        });
        Optional<Recipe> recipe = recipe();
        Optional<String> image = recipe.isPresent() ? Optional.empty() : filled("image", file.get("image"));
        var environment = new LinkedHashMap<String, String>();
        environment.putAll(texts("containerEnv", file));
        environment.putAll(texts("remoteEnv", file));
        List<String> commands =
                COMMANDS.stream().flatMap(key -> commands(key).stream()).toList();
        return new Wish(path, image, recipe, Variables.checked(environment), commands, ignored);
    }

    private Optional<Recipe> recipe() {
        JsonObject build = file.get("build") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        if (build.containsKey("options")) {
            ignored.add("build.options (" + WALLS + ")");
        }
        Optional<String> dockerfile = filled("build.dockerfile", build.get("dockerfile"))
                .or(() -> filled("dockerFile", file.get("dockerFile")));
        String folder = Places.folderOf(path);
        return dockerfile.map(name -> new Recipe(
                Places.in(folder, name),
                Places.in(
                        folder,
                        filled("build.context", build.get("context"))
                                .or(() -> filled("context", file.get("context")))
                                .orElse(".")),
                filled("build.target", build.get("target")).orElse(""),
                texts("args", build)));
    }

    private Optional<String> filled(String key, JsonValue value) {
        if (!(value instanceof JsonString text)) {
            return Optional.empty();
        }
        Optional<String> known = Variables.filled(text.getString());
        if (known.isEmpty()) {
            ignored.add(key + " (it asks for a variable of another machine)");
        }
        return known.filter(words -> !words.isBlank());
    }

    private Map<String, String> texts(String key, JsonObject holder) {
        var texts = new LinkedHashMap<String, String>();
        if (holder.get(key) instanceof JsonObject object) {
            object.forEach((name, value) -> {
                JsonValue words =
                        value instanceof JsonNumber || value.equals(JsonValue.TRUE) || value.equals(JsonValue.FALSE)
                                ? jakarta.json.Json.createValue(value.toString())
                                : value;
                filled(key + "." + name, words).ifPresent(known -> texts.put(name, known));
            });
        }
        return texts;
    }

    /** One command, or several by their names, each as text or as words. */
    private List<String> commands(String key) {
        JsonValue value = file.get(key);
        List<JsonValue> each = value instanceof JsonObject named
                ? List.copyOf(named.values())
                : value == null ? List.of() : List.of(value);
        return each.stream()
                .map(DevContainer::command)
                .flatMap(command -> filled(key, command).stream())
                .toList();
    }

    private static JsonValue command(JsonValue value) {
        return value instanceof JsonArray words
                ? jakarta.json.Json.createValue(words.stream()
                        .filter(JsonString.class::isInstance)
                        .map(word -> quoted(((JsonString) word).getString()))
                        .collect(Collectors.joining(" ")))
                : value;
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
