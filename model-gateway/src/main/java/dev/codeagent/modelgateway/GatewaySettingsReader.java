package dev.codeagent.modelgateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.docker.QuantityParser;
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

/** Reads {@code config/llm.json}. An error is an AgentException CONFIGURATION that names the file and the key. */
record GatewaySettingsReader(String file) {
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
    private static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";

    static GatewaySettings read(Path file) {
        try {
            return new GatewaySettingsReader(file.toString()).read(Files.readString(file));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); add the models to it as described in docs/docker-llm.md",
                    e);
        }
    }

    GatewaySettings read(String text) {
        JsonObject root = parse(text);
        requireKnownKeys("", root, KEYS);
        return new GatewaySettings(
                requireName("name", stringValue("", root, "name", "llm")),
                requireName("volume", stringValue("", root, "volume", "llm-models")),
                stringValue("", root, "subnet", "172.20.0.0/16"),
                objectValue("", root, "models").entrySet().stream()
                        .map(e -> readModel(e.getKey(), e.getValue()))
                        .toList());
    }

    private JsonObject parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw invalid("", "is not a JSON object: " + e.getMessage());
        }
    }

    private ModelSettings readModel(String name, JsonValue value) {
        String location = "models." + name;
        requireName(location, name);
        if (!(value instanceof JsonObject json)) {
            throw invalid(location, "must be an object");
        }
        requireKnownKeys(location + ".", json, MODEL_KEYS);
        String image = stringValue(location + ".", json, "image", "");
        if (image.isBlank()) {
            throw invalid(location + ".image", "is missing; set it to the image of the model server");
        }
        String file = stringValue(location + ".", json, "file", "");
        if (file.startsWith("/") || List.of(file.split("/")).contains("..")) {
            throw invalid(location + ".file", "must be a relative path inside the volume");
        }
        try {
            return new ModelSettings(
                    name,
                    stringValue(location + ".", json, "served", ""),
                    image,
                    stringList(location + ".command", json.getOrDefault("command", JsonValue.EMPTY_JSON_ARRAY)),
                    readEnvironment(location, json),
                    file,
                    requireInteger(location + ".port", stringValue(location + ".", json, "port", "8080"), 1, 65_535),
                    requirePath(location + ".health", stringValue(location + ".", json, "health", "/health")),
                    readLimits(location, json),
                    DurationFormat.parse(location + ".start", stringValue(location + ".", json, "start", "5m")),
                    DurationFormat.parse(location + ".idle", stringValue(location + ".", json, "idle", "10m")));
        } catch (AgentException e) {
            throw e.code() == ErrorCode.CONFIGURATION
                    ? e
                    : new AgentException(ErrorCode.CONFIGURATION, file() + ": " + e.getMessage(), e);
        }
    }

    private ModelSettings.Limits readLimits(String location, JsonObject json) {
        String memory = stringValue(location + ".", json, "memory", "");
        String cpus = stringValue(location + ".", json, "cpus", "");
        String gpu = stringValue(location + ".", json, "gpu", "none");
        return new ModelSettings.Limits(
                memory.isEmpty() ? 0 : QuantityParser.parseBytes(location + ".memory", memory),
                cpus.isEmpty() ? 0 : QuantityParser.parseCpus(location + ".cpus", cpus),
                switch (gpu) {
                    case "all" -> ModelSettings.ALL_GPUS;
                    case "none" -> 0;
                    default -> requireInteger(location + ".gpu", gpu, 0, 64);
                });
    }

    private Map<String, String> readEnvironment(String location, JsonObject json) {
        return objectValue(location + ".", json, "environment").keySet().stream()
                .collect(Collectors.toMap(
                        k -> k,
                        k -> stringValue(location + ".environment.", json.getJsonObject("environment"), k, "")));
    }

    private List<String> stringList(String location, JsonValue value) {
        if (!(value instanceof JsonArray array) || !array.stream().allMatch(JsonString.class::isInstance)) {
            throw invalid(
                    location, "must be a list of strings, for example [\"llama-server\", \"--model\", \"{model}\"]");
        }
        return array.getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    private JsonObject objectValue(String location, JsonObject json, String key) {
        JsonValue value = json.getOrDefault(key, JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw invalid(location + key, "must be an object");
    }

    private String stringValue(String location, JsonObject json, String key, String defaultValue) {
        return switch (json.get(key)) {
            case null -> defaultValue;
            case JsonString s -> s.getString();
            case JsonNumber n -> n.toString();
            default -> throw invalid(location + key, "must be a string or a number");
        };
    }

    private int requireInteger(String location, String text, int min, int max) {
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw invalid(location, "is '" + text + "'; it must be a number from " + min + " to " + max);
        }
        return Integer.parseInt(text);
    }

    private String requirePath(String location, String text) {
        if (!text.startsWith("/")) {
            throw invalid(location, "is '" + text + "'; it must be an absolute path, for example /health");
        }
        return text;
    }

    private String requireName(String location, String text) {
        if (!text.matches(NAME_PATTERN)) {
            throw invalid(
                    location, "'" + text + "' is not a valid name; use at most 64 letters, digits, '.', '_' and '-'");
        }
        return text;
    }

    private void requireKnownKeys(String location, JsonObject json, Set<String> keys) {
        json.keySet().stream().filter(k -> !keys.contains(k)).findFirst().ifPresent(k -> {
            throw invalid(
                    location + k,
                    "is unknown; known keys are " + keys.stream().sorted().toList());
        });
    }

    private AgentException invalid(String key, String problem) {
        return new AgentException(
                ErrorCode.CONFIGURATION, file + ": " + (key.isEmpty() ? "the file" : "'" + key + "'") + " " + problem);
    }
}
