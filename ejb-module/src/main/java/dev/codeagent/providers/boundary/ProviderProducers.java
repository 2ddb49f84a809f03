package dev.codeagent.providers.boundary;

import dev.codeagent.api.concurrent.ManagedTaskExecutor;
import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderService;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.telemetry.ModelCallObserver;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.config.Settings;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.diagnostics.net.TrustAnchors;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.ModelSelector;
import dev.codeagent.providers.ProviderConfigurator;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.ProviderTester;
import dev.codeagent.providers.ProviderWires;
import dev.codeagent.providers.RetryPolicy;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.probe.ModelProbes;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/** Produces the provider registry, the router and their HTTP client. */
@ApplicationScoped
public class ProviderProducers {
    /** For all streams together: their tasks are short and only wait while the journal stores an event of the same run. */
    private static final int HTTP_THREADS = 8;

    @Resource
    ManagedThreadFactory threads;

    @Produces
    @Singleton
    public ProviderPresets presets() {
        return ProviderPresets.load(System.getenv());
    }

    @Produces
    @Singleton
    public ProviderHttpClient http(
            Settings settings, ProviderPresets presets, ProviderStore store, CredentialStore credentials) {
        var keys = new ProviderKeysInUse(
                presets,
                store,
                credentials,
                EnvelopeCodec.parse(settings.providerConfigurations()).keySet(),
                System.getenv());
        EnvironmentProxySelector proxies = EnvironmentProxySelector.fromSystemEnvironment();
        return new ProviderHttpClient(
                () -> ProviderHttpClient.newBuilder(proxies)
                        .sslContext(
                                TrustAnchors.fromEnvironment(System.getenv()).sslContext())
                        .executor(new ManagedTaskExecutor(threads, HTTP_THREADS))
                        .build(),
                proxies,
                TrafficFiles.openRecorder(settings, keys));
    }

    @Produces
    @Singleton
    public ConfiguredProviders registry(
            Settings settings,
            ProviderPresets presets,
            ProviderStore store,
            CredentialStore credentials,
            ProviderHttpClient http) {
        return new ConfiguredProviders(
                presets,
                configuredProviders(settings, presets),
                store,
                credentials,
                System.getenv(),
                ProviderWires.factories(http));
    }

    @Produces
    @Singleton
    public ModelProbes probes() {
        return ModelProbes.withDefaults();
    }

    @Produces
    @Singleton
    public ModelSelector models(ModelCatalogFiles catalog, ModelProbes probes) {
        return new ModelSelector(catalog::current, probes);
    }

    @Produces
    @Singleton
    public ProviderRouter router(
            ConfiguredProviders registry,
            ModelSelector models,
            Settings settings,
            RunJournal journal,
            ModelCallObserver observer) {
        return new ProviderRouter(
                registry,
                RetryPolicy.standard(),
                models,
                parseDefault(settings.defaultProvider()),
                TrafficFiles.openCache(settings, journal),
                observer);
    }

    @Produces
    @Singleton
    public ProviderService providers(
            ConfiguredProviders registry,
            ProviderPresets presets,
            ProviderStore store,
            CredentialStore credentials,
            ModelSelector models) {
        return new ProviderConfigurator(registry, presets, store, credentials, new ProviderTester(registry, models));
    }

    private static Optional<ModelRef> parseDefault(String text) {
        try {
            return Optional.of(text).filter(name -> !name.isBlank()).map(ModelRef::parse);
        } catch (AgentException e) {
            throw new AgentException(ErrorCode.CONFIGURATION, "providers.default: " + e.getMessage(), e);
        }
    }

    /** Reads {@code providers.configurations}, a map from provider name to settings; presets supply missing fields. */
    private static List<ProviderConfiguration> configuredProviders(Settings settings, ProviderPresets presets) {
        return EnvelopeCodec.parse(settings.providerConfigurations()).entrySet().stream()
                .map(e -> readConfiguration(e.getKey(), e.getValue(), presets))
                .toList();
    }

    private static ProviderConfiguration readConfiguration(String name, JsonValue value, ProviderPresets presets) {
        String place = "providers.configurations." + name;
        if (!(value instanceof JsonObject settings)) {
            throw AgentException.invalidValue(place + " must be a map: baseUrl, wire, defaultModel, prices, …");
        }
        if (settings.get("baseUrl") instanceof JsonString url) {
            ProviderUrl.parse(place + ".baseUrl", url.getString());
        }
        var merged = presets.find(new ProviderId(name))
                .map(k -> Json.createObjectBuilder(
                        RecordJson.write(k.configuration()).build()))
                .orElseGet(() -> Json.createObjectBuilder()
                        .add("id", name)
                        .add("wire", "openai")
                        .add("firstByte", "5m")
                        .add("betweenBytes", "2m"));
        settings.forEach(merged::add);
        var configuration = RecordJson.read(merged.build(), ProviderConfiguration.class);
        configuration.prices().forEach(price -> price.check(place + ".prices"));
        return configuration;
    }
}
