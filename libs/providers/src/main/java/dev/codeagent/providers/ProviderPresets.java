package dev.codeagent.providers;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.api.text.SpellingSuggestion;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The presets of well-known providers: address, wire protocol, and the environment variable of the key.
 *
 * @param all those with an address
 * @param withoutAddress those whose address each user has to give
 */
public record ProviderPresets(List<Preset> all, List<KnownProvider> withoutAddress) {
    public static final Duration FIRST_BYTE_TIMEOUT = Duration.ofMinutes(5);
    public static final Duration BETWEEN_BYTES_TIMEOUT = Duration.ofMinutes(2);

    public ProviderPresets {
        all = List.copyOf(all);
        withoutAddress = List.copyOf(withoutAddress);
    }

    public ProviderPresets(List<Preset> all) {
        this(all, List.of());
    }

    /** A preset; {@code keyVariable} is empty if the provider needs no key. */
    public record Preset(ProviderConfiguration configuration, String keyVariable, KnownProvider known) {
        public Preset(ProviderConfiguration configuration, String keyVariable) {
            this(
                    configuration,
                    keyVariable,
                    new KnownProvider(
                            configuration.id(),
                            configuration.id().value(),
                            configuration.wire(),
                            keyVariable,
                            "",
                            "",
                            List.of()));
        }
    }

    /**
     * What does not depend on the environment.
     *
     * @param name its name for people
     * @param urlExample the form of its address, if it has none that everyone uses
     * @param modelsDev its name at models.dev, empty if it has none
     * @param aliases other names that people give it
     */
    public record KnownProvider(
            ProviderId id,
            String name,
            String wire,
            String keyVariable,
            String urlExample,
            String modelsDev,
            List<String> aliases) {
        public KnownProvider {
            aliases = List.copyOf(aliases);
        }
    }

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
        var presets = new ArrayList<Preset>();
        var withoutAddress = new ArrayList<KnownProvider>();
        for (JsonObject json :
                readResource("/providers/known.json").getJsonArray("providers").getValuesAs(JsonObject.class)) {
            KnownProvider known = readKnown(json);
            Optional<URI> address = address(json, environment);
            address.ifPresentOrElse(url -> presets.add(preset(known, url)), () -> withoutAddress.add(known));
        }
        return new ProviderPresets(presets, withoutAddress);
    }

    private static KnownProvider readKnown(JsonObject json) {
        List<String> aliases = json.containsKey("aliases")
                ? json.getJsonArray("aliases").getValuesAs(JsonString::getString)
                : List.of();
        return new KnownProvider(
                new ProviderId(json.getString("id")),
                json.getString("name"),
                json.getString("wire"),
                json.getString("key"),
                json.getString("urlExample", ""),
                json.getString("modelsDev", ""),
                aliases);
    }

    private static Optional<URI> address(JsonObject json, Map<String, String> environment) {
        String overridden = environment.getOrDefault(json.getString("address", ""), "");
        if (!overridden.isBlank()) {
            return Optional.of(ProviderUrl.parse("environment variable " + json.getString("address"), overridden));
        }
        return Optional.of(json.getString("baseUrl"))
                .filter(url -> !url.isEmpty())
                .map(URI::create);
    }

    private static Preset preset(KnownProvider known, URI url) {
        var configuration = new ProviderConfiguration(
                known.id(), known.wire(), url, "", List.of(), FIRST_BYTE_TIMEOUT, BETWEEN_BYTES_TIMEOUT);
        return new Preset(configuration, known.keyVariable(), known);
    }

    public Optional<Preset> find(ProviderId id) {
        return all.stream().filter(k -> k.configuration().id().equals(id)).findFirst();
    }

    /** All known providers, with and without an address. */
    public List<KnownProvider> known() {
        return Stream.concat(all.stream().map(Preset::known), withoutAddress.stream())
                .toList();
    }

    /** What is known about a provider, by its name here or an alias. */
    public Optional<KnownProvider> findKnown(String name) {
        return known().stream()
                .filter(k -> k.id().value().equals(name) || k.aliases().contains(name))
                .findFirst();
    }

    /** The known name that is most similar to a misspelled one, also to one of its aliases. */
    public Optional<ProviderId> findSimilar(String name) {
        List<String> names = known().stream()
                .flatMap(k -> Stream.concat(Stream.of(k.id().value()), k.aliases().stream()))
                .toList();
        return SpellingSuggestion.findClosest(name, names)
                .flatMap(this::findKnown)
                .map(KnownProvider::id);
    }

    /** The name of each provider by its name at models.dev. */
    public Map<String, String> modelsDevNames() {
        return known().stream()
                .filter(k -> !k.modelsDev().isEmpty())
                .collect(Collectors.toMap(KnownProvider::modelsDev, k -> k.id().value()));
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
