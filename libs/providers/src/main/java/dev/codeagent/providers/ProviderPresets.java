package dev.codeagent.providers;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderUrl;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The presets of well-known providers: address, wire protocol, and the environment variable of the key. */
public record ProviderPresets(List<Preset> all) {
    public static final Duration FIRST_BYTE_TIMEOUT = Duration.ofMinutes(5);
    public static final Duration BETWEEN_BYTES_TIMEOUT = Duration.ofMinutes(2);

    public ProviderPresets {
        all = List.copyOf(all);
    }

    /** A preset; {@code keyVariable} is empty if the provider needs no key. */
    public record Preset(ProviderConfiguration configuration, String keyVariable) {}

    /** Loads the presets with their default addresses. */
    public static ProviderPresets load() {
        return load(Map.of());
    }

    /**
     * Loads the presets.
     *
     * @param environment may override the address of a preset that names a variable in {@code address}
     */
    public static ProviderPresets load(Map<String, String> environment) {
        JsonObject json = readResource("/providers/known.json");
        return new ProviderPresets(json.getJsonArray("providers").getValuesAs(JsonObject.class).stream()
                .map(preset -> readPreset(preset, environment))
                .toList());
    }

    private static Preset readPreset(JsonObject json, Map<String, String> environment) {
        String overriddenAddress = environment.getOrDefault(json.getString("address", ""), "");
        var configuration = new ProviderConfiguration(
                new ProviderId(json.getString("id")),
                json.getString("wire"),
                overriddenAddress.isBlank()
                        ? URI.create(json.getString("baseUrl"))
                        : ProviderUrl.parse("environment variable " + json.getString("address"), overriddenAddress),
                "",
                List.of(),
                FIRST_BYTE_TIMEOUT,
                BETWEEN_BYTES_TIMEOUT);
        return new Preset(configuration, json.getString("key"));
    }

    public Optional<Preset> find(ProviderId id) {
        return all.stream().filter(k -> k.configuration().id().equals(id)).findFirst();
    }

    static JsonObject readResource(String name) {
        try (InputStream in = ProviderPresets.class.getResourceAsStream(name);
                var reader = Json.createReader(in)) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
