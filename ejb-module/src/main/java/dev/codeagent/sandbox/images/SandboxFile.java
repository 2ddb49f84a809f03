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

/** The project's own setting, {@code .codeagent/sandbox.json}. */
final class SandboxFile {
    static final String PATH = ".codeagent/sandbox.json";

    private static final Set<String> KEYS =
            Set.of("image", "dockerfile", "context", "target", "args", "environment", "setup");

    private SandboxFile() {}

    /** IllegalArgumentException with what is wrong: the file is ours, so all of it must be understood. */
    static Wish read(String text) {
        JsonObject file = Jsonc.object(text);
        for (String key : file.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("has the unknown key '" + key + "'; known are "
                        + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
        Optional<String> image = text(file, "image");
        Optional<String> dockerfile = text(file, "dockerfile").map(path -> Places.in("", path));
        if (image.isPresent() && dockerfile.isPresent()) {
            throw new IllegalArgumentException("has both 'image' and 'dockerfile'; name one of them");
        }
        for (String key : List.of("context", "target", "args")) {
            if (dockerfile.isEmpty() && file.containsKey(key)) {
                throw new IllegalArgumentException("has '" + key + "' without 'dockerfile'");
            }
        }
        Optional<Recipe> recipe = dockerfile.map(path -> new Recipe(
                path,
                text(file, "context").map(c -> Places.in("", c)).orElse(Places.folderOf(path)),
                text(file, "target").orElse(""),
                texts(file, "args")));
        return new Wish(PATH, image, recipe, Variables.checked(texts(file, "environment")), setup(file), List.of());
    }

    private static Optional<String> text(JsonObject file, String key) {
        JsonValue value = file.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString text && !text.getString().isBlank()) {
            return Optional.of(text.getString());
        }
        throw new IllegalArgumentException("has a '" + key + "' that is no text");
    }

    private static Map<String, String> texts(JsonObject file, String key) {
        var texts = new LinkedHashMap<String, String>();
        if (file.containsKey(key)) {
            if (!(file.get(key) instanceof JsonObject object)) {
                throw new IllegalArgumentException("has '" + key + "' that is no object of texts");
            }
            object.keySet().forEach(name -> texts.put(name, text(object, name).orElseThrow()));
        }
        return texts;
    }

    private static List<String> setup(JsonObject file) {
        var commands = new ArrayList<String>();
        if (file.containsKey("setup")) {
            if (!(file.get("setup") instanceof JsonArray all)) {
                throw new IllegalArgumentException("has 'setup' that is no list of texts");
            }
            for (JsonValue value : all) {
                if (!(value instanceof JsonString command)) {
                    throw new IllegalArgumentException("has a command in 'setup' that is no text");
                }
                commands.add(command.getString());
            }
        }
        return commands;
    }
}
