package dev.codeagent.providers;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
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

/** The providers that the system knows by name: where they are, how they speak, which variable holds their key. */
public record KnownProviders(List<Known> all) {
    public static final Duration FIRST_BYTE = Duration.ofMinutes(5);
    public static final Duration BETWEEN_BYTES = Duration.ofMinutes(2);

    public KnownProviders {
        all = List.copyOf(all);
    }

    /** A known provider; {@code keyVariable} is empty where it needs no key. */
    public record Known(ProviderConfiguration configuration, String keyVariable) {}

    /** Where they usually are. */
    public static KnownProviders load() {
        return load(Map.of());
    }

    /** @param environment may say where they are instead, by the variable that is a provider's {@code address} */
    public static KnownProviders load(Map<String, String> environment) {
        JsonObject json = resource("/providers/known.json");
        return new KnownProviders(json.getJsonArray("providers").getValuesAs(JsonObject.class).stream()
                .map(one -> read(one, environment))
                .toList());
    }

    private static Known read(JsonObject json, Map<String, String> environment) {
        String elsewhere = environment.getOrDefault(json.getString("address", ""), "");
        var configuration = new ProviderConfiguration(
                new ProviderId(json.getString("id")),
                json.getString("wire"),
                URI.create(elsewhere.isBlank() ? json.getString("baseUrl") : elsewhere.strip()),
                "",
                List.of(),
                FIRST_BYTE,
                BETWEEN_BYTES);
        return new Known(configuration, json.getString("key"));
    }

    public Optional<Known> find(ProviderId id) {
        return all.stream().filter(k -> k.configuration().id().equals(id)).findFirst();
    }

    static JsonObject resource(String name) {
        try (InputStream in = KnownProviders.class.getResourceAsStream(name);
                var reader = Json.createReader(in)) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
