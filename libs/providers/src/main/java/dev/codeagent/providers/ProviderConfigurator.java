package dev.codeagent.providers;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ProviderChanged;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderService;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.api.security.Caller;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The use cases for providers: list, change, remove and test. */
public final class ProviderConfigurator implements ProviderService {
    private final ConfiguredProviders registry;
    private final ProviderPresets presets;
    private final ProviderStore store;
    private final CredentialStore credentials;

    public ProviderConfigurator(
            ConfiguredProviders registry, ProviderPresets presets, ProviderStore store, CredentialStore credentials) {
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

    /**
     * Fields that the caller leaves empty get the values of the preset. A stored key is kept only if scheme, host and
     * port stay the same: it must never be sent to another server.
     */
    @Override
    public synchronized ProviderEntry put(Caller caller, ProviderConfiguration given, Optional<String> apiKey) {
        ProviderConfiguration configuration = withPresetDefaults(given);
        configuration.prices().forEach(price -> price.check("field 'prices'"));
        Optional<Secret> key = apiKey.filter(k -> !k.isEmpty()).map(ProviderConfigurator::checkedKey);
        Optional<ProviderConfiguration> keyOwner = registry.findKeyOwner(configuration.id());
        boolean originChanges = keyOwner.filter(configuration::hasSameOrigin).isEmpty();
        if (originChanges && credentials.contains(configuration.id())) {
            if (key.isEmpty()) {
                throw keyNeededAgain(configuration, keyOwner);
            }
            // First, so that no request of this moment sends a key to the wrong address.
            credentials.remove(configuration.id());
        }
        boolean added = store.find(configuration.id()).isEmpty();
        store.put(configuration);
        key.ifPresent(k -> credentials.put(configuration.id(), k));
        registry.publish(new ProviderChanged(
                configuration.id().value(), added ? ProviderChanged.Change.ADDED : ProviderChanged.Change.CHANGED));
        return get(caller, configuration.id());
    }

    private static Secret checkedKey(String key) {
        ProviderKeys.findProblem(key).ifPresent(problem -> {
            throw AgentException.invalidValue("field 'apiKey': the key cannot be used: " + problem + "; copy it again");
        });
        return new Secret(key);
    }

    private static AgentException keyNeededAgain(
            ProviderConfiguration changed, Optional<ProviderConfiguration> keyOwner) {
        return AgentException.invalidValue("provider '" + changed.id() + "': its stored key belongs to "
                + keyOwner.map(c -> ProviderUrl.origin(c.baseUrl())).orElse("another address") + " and is not sent to "
                + ProviderUrl.origin(changed.baseUrl())
                + "; give the key for the new address too (apiKey; --key, --key-env or --key-file),"
                + " or first remove the provider (DELETE /api/v1/providers/" + changed.id() + ")");
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
        URI url = hasAddress
                ? ProviderUrl.require("field 'baseUrl'", given.baseUrl())
                : template.orElseThrow().baseUrl();
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
    public synchronized void remove(Caller caller, ProviderId id) {
        // The key first: without the configuration it would belong to the address of the preset.
        boolean keyRemoved = credentials.remove(id);
        boolean configurationRemoved = store.remove(id);
        if (!configurationRemoved && !keyRemoved) {
            throw unknownProvider(id);
        }
        registry.publish(new ProviderChanged(id.value(), ProviderChanged.Change.REMOVED));
    }

    @Override
    public ProviderTestResult test(Caller caller, ProviderId id) {
        ProviderConfiguration configuration = get(caller, id).configuration();
        long start = System.nanoTime();
        try {
            List<String> models = registry.connect(configuration).installedModels().stream()
                    .map(Model::id)
                    .toList();
            long millis = (System.nanoTime() - start) / 1_000_000;
            return new ProviderTestResult(
                    true, "provider " + id + " answers and offers " + models.size() + " models", models, millis);
        } catch (AgentException e) {
            return new ProviderTestResult(false, e.getMessage(), List.of(), (System.nanoTime() - start) / 1_000_000);
        }
    }

    private ProviderEntry toEntry(ConfiguredProviders.Entry e) {
        return new ProviderEntry(e.configuration(), registry.hasKey(e.configuration()), e.source());
    }

    private static AgentException unknownProvider(ProviderId id) {
        return new AgentException(
                ErrorCode.UNKNOWN_PROVIDER, "no provider '" + id + "'; `codeagent providers list` shows all providers");
    }
}
