package dev.codeagent.llm;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.DurationText;
import dev.codeagent.containers.own.Quantities;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code config/llm.json}; whatever is wrong in it is CONFIGURATION with the file and the key. */
public record GatewayFile(String file) {
    private static final Set<String> KEYS = Set.of("name", "volume", "subnet", "models");
    private static final Set<String> MODEL_KEYS = Set.of(
            "served",
            "image",
            "command",
            "environment",
            "file",
            "port",
            "health",
            "memory",
            "cpus",
            "gpu",
            "start",
            "idle");
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";

    public static GatewaySettings read(Path file) {
        try {
            return new GatewayFile(file.toString()).read(Files.readString(file));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); write the models into it, as docs/docker-llm.md shows",
                    e);
        }
    }

    GatewaySettings read(String text) {
        JsonObject root = parse(text);
        known("", root, KEYS);
        return new GatewaySettings(
                name("name", text("", root, "name", "llm")),
                name("volume", text("", root, "volume", "llm-models")),
                text("", root, "subnet", "172.20.0.0/16"),
                object("", root, "models").entrySet().stream()
                        .map(e -> model(e.getKey(), e.getValue()))
                        .toList());
    }

    private JsonObject parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw wrong("", "is not a JSON object: " + e.getMessage());
        }
    }

    private ModelEntry model(String name, JsonValue value) {
        String at = "models." + name;
        name(at, name);
        if (!(value instanceof JsonObject json)) {
            throw wrong(at, "must be an object");
        }
        known(at + ".", json, MODEL_KEYS);
        String image = text(at + ".", json, "image", "");
        if (image.isBlank()) {
            throw wrong(at + ".image", "is missing; name the image of the model server");
        }
        String file = text(at + ".", json, "file", "");
        if (file.startsWith("/") || List.of(file.split("/")).contains("..")) {
            throw wrong(at + ".file", "must be a path inside of the volume");
        }
        try {
            return new ModelEntry(
                    name,
                    text(at + ".", json, "served", ""),
                    image,
                    words(at + ".command", json.getOrDefault("command", JsonValue.EMPTY_JSON_ARRAY)),
                    environment(at, json),
                    file,
                    number(at + ".port", text(at + ".", json, "port", "8080"), 1, 65_535),
                    path(at + ".health", text(at + ".", json, "health", "/health")),
                    limits(at, json),
                    DurationText.parse(at + ".start", text(at + ".", json, "start", "5m")),
                    DurationText.parse(at + ".idle", text(at + ".", json, "idle", "10m")));
        } catch (AgentException e) {
            throw e.code() == ErrorCode.CONFIGURATION
                    ? e
                    : new AgentException(ErrorCode.CONFIGURATION, file() + ": " + e.getMessage(), e);
        }
    }

    private ModelEntry.Limits limits(String at, JsonObject json) {
        String memory = text(at + ".", json, "memory", "");
        String cpus = text(at + ".", json, "cpus", "");
        String gpu = text(at + ".", json, "gpu", "none");
        return new ModelEntry.Limits(
                memory.isEmpty() ? 0 : Quantities.bytes(at + ".memory", memory),
                cpus.isEmpty() ? 0 : Quantities.cpus(at + ".cpus", cpus),
                switch (gpu) {
                    case "all" -> ModelEntry.ALL_GPUS;
                    case "none" -> 0;
                    default -> number(at + ".gpu", gpu, 0, 64);
                });
    }

    private Map<String, String> environment(String at, JsonObject json) {
        return object(at + ".", json, "environment").keySet().stream()
                .collect(Collectors.toMap(
                        k -> k, k -> text(at + ".environment.", json.getJsonObject("environment"), k, "")));
    }

    private List<String> words(String at, JsonValue value) {
        if (!(value instanceof JsonArray all) || !all.stream().allMatch(JsonString.class::isInstance)) {
            throw wrong(at, "must be a list of words, e.g. [\"llama-server\", \"--model\", \"{model}\"]");
        }
        return all.getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    private JsonObject object(String at, JsonObject json, String key) {
        JsonValue value = json.getOrDefault(key, JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw wrong(at + key, "must be an object");
    }

    private String text(String at, JsonObject json, String key, String otherwise) {
        return switch (json.get(key)) {
            case null -> otherwise;
            case JsonString s -> s.getString();
            case JsonNumber n -> n.toString();
            default -> throw wrong(at + key, "must be a text or a number");
        };
    }

    private int number(String at, String text, int least, int most) {
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw wrong(at, "is '" + text + "'; it must be a number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private String path(String at, String text) {
        if (!text.startsWith("/")) {
            throw wrong(at, "is '" + text + "'; it must be a path such as /health");
        }
        return text;
    }

    private String name(String at, String text) {
        if (!text.matches(NAME)) {
            throw wrong(at, "'" + text + "' must be letters, digits, '.', '_' and '-', at most 64");
        }
        return text;
    }

    private void known(String at, JsonObject json, Set<String> keys) {
        json.keySet().stream().filter(k -> !keys.contains(k)).findFirst().ifPresent(k -> {
            throw wrong(
                    at + k, "is unknown; known are " + keys.stream().sorted().toList());
        });
    }

    private AgentException wrong(String key, String what) {
        return new AgentException(
                ErrorCode.CONFIGURATION, file + ": " + (key.isEmpty() ? "the file" : "'" + key + "'") + " " + what);
    }
}
