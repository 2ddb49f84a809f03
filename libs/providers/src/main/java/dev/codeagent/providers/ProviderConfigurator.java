package dev.codeagent.providers;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderService;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.security.Caller;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The use cases for providers: list, change, remove and test. */
public final class ProviderConfigurator implements ProviderService {
    private final ProviderRegistry registry;
    private final ProviderPresets presets;
    private final ProviderStore store;
    private final CredentialStore credentials;

    public ProviderConfigurator(
            ProviderRegistry registry, ProviderPresets presets, ProviderStore store, CredentialStore credentials) {
        this.registry = registry;
        this.presets = presets;
        this.store = store;
        this.credentials = credentials;
    }

    @Override
    public List<ProviderEntry> list(Caller caller) {
        return registry.all().stream().map(this::toEntry).toList();
    }

    @Override
    public ProviderEntry get(Caller caller, ProviderId id) {
        return registry.all().stream()
                .filter(e -> e.configuration().id().equals(id))
                .findFirst()
                .map(this::toEntry)
                .orElseThrow(() -> unknownProvider(id));
    }

    /** Fields that the caller leaves empty get the values of the preset. */
    @Override
    public ProviderEntry put(Caller caller, ProviderConfiguration given, Optional<String> apiKey) {
        ProviderConfiguration configuration = withPresetDefaults(given);
        store.put(configuration);
        apiKey.filter(k -> !k.isBlank()).ifPresent(k -> credentials.put(configuration.id(), new Secret(k.strip())));
        return get(caller, configuration.id());
    }

    private ProviderConfiguration withPresetDefaults(ProviderConfiguration given) {
        Optional<ProviderConfiguration> template = presets.find(given.id()).map(ProviderPresets.Preset::configuration);
        boolean hasAddress = given.baseUrl() != null && given.baseUrl().getScheme() != null;
        if (!hasAddress && template.isEmpty()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "provider '" + given.id()
                            + "' has no preset; give its address (baseUrl), for example http://127.0.0.1:11434/v1");
        }
        URI url = hasAddress ? given.baseUrl() : template.orElseThrow().baseUrl();
        if (!List.of("http", "https").contains(url.getScheme())) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "baseUrl: '" + url + "' must begin with http:// or https://");
        }
        String wire = !given.wire().isEmpty()
                ? given.wire()
                : template.map(ProviderConfiguration::wire).orElse("openai");
        return new ProviderConfiguration(
                given.id(),
                wire,
                url,
                given.defaultModel(),
                given.prices(),
                orDefault(given.firstByte(), ProviderPresets.FIRST_BYTE_TIMEOUT),
                orDefault(given.betweenBytes(), ProviderPresets.BETWEEN_BYTES_TIMEOUT));
    }

    private static Duration orDefault(Duration given, Duration defaultValue) {
        return given.isZero() ? defaultValue : given;
    }

    @Override
    public void remove(Caller caller, ProviderId id) {
        boolean configurationRemoved = store.remove(id);
        boolean keyRemoved = credentials.remove(id);
        if (!configurationRemoved && !keyRemoved) {
            throw unknownProvider(id);
        }
    }

    @Override
    public ProviderTestResult test(Caller caller, ProviderId id) {
        ProviderConfiguration configuration = get(caller, id).configuration();
        long start = System.nanoTime();
        try {
            List<String> models = registry.connect(configuration).listModels();
            long millis = (System.nanoTime() - start) / 1_000_000;
            return new ProviderTestResult(
                    true, "provider " + id + " answers and offers " + models.size() + " models", models, millis);
        } catch (AgentException e) {
            return new ProviderTestResult(false, e.getMessage(), List.of(), (System.nanoTime() - start) / 1_000_000);
        }
    }

    private ProviderEntry toEntry(ProviderRegistry.Entry e) {
        return new ProviderEntry(
                e.configuration(), registry.hasKey(e.configuration().id()), e.source());
    }

    private static AgentException unknownProvider(ProviderId id) {
        return new AgentException(
                ErrorCode.UNKNOWN_PROVIDER, "no provider '" + id + "'; `codeagent providers list` shows all providers");
    }
}
