package dev.codeagent.providers;

import static dev.codeagent.providers.ProviderPresets.BETWEEN_BYTES_TIMEOUT;
import static dev.codeagent.providers.ProviderPresets.FIRST_BYTE_TIMEOUT;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
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
import java.util.TreeSet;

/** The use cases for providers: list, change, remove and test. */
public final class ProviderConfigurator implements ProviderService {
    private final ConfiguredProviders registry;
    private final ProviderPresets presets;
    private final ProviderStore store;
    private final CredentialStore credentials;
    private final ProviderTester tester;

    public ProviderConfigurator(
            ConfiguredProviders registry,
            ProviderPresets presets,
            ProviderStore store,
            CredentialStore credentials,
            ProviderTester tester) {
        this.registry = registry;
        this.presets = presets;
        this.store = store;
        this.credentials = credentials;
        this.tester = tester;
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

    @Override
    public List<KnownProvider> known(Caller caller) {
        return presets.known().stream()
                .map(known -> new KnownProvider(
                        known.id(),
                        known.name(),
                        presets.find(known.id())
                                .map(preset -> preset.configuration().baseUrl().toString())
                                .orElse(""),
                        known.urlExample(),
                        known.keyVariable()))
                .toList();
    }

    /** A configuration that is complete, and the key that the caller gave with it. */
    private record Change(ProviderConfiguration configuration, Optional<Secret> key) {}

    /**
     * A stored key is kept only if scheme, host and port stay the same: it must never be sent to another server.
     */
    @Override
    public ProviderEntry put(Caller caller, ProviderConfiguration given, Optional<String> apiKey) {
        return store(caller, checked(given, apiKey));
    }

    /** The test is not synchronized: a server may take minutes to answer. */
    @Override
    public TestedProvider putTested(Caller caller, ProviderConfiguration given, Optional<String> apiKey) {
        Change change = checked(given, apiKey);
        requireKey(change);
        ProviderTestResult result = tester.test(change.configuration(), change.key());
        if (!result.ok() && !isTemporary(ErrorCode.valueOf(result.code()))) {
            throw new AgentException(ErrorCode.valueOf(result.code()), result.message() + "; nothing was stored");
        }
        ProviderEntry entry = store(caller, change);
        return new TestedProvider(entry.configuration(), entry.hasKey(), entry.source(), result);
    }

    /** A model server answers there, but not now: its address and key may be right. */
    private static boolean isTemporary(ErrorCode code) {
        return code.kind() == ErrorCode.Kind.TRANSIENT && code != ErrorCode.PROVIDER_UNREACHABLE;
    }

    private synchronized Change checked(ProviderConfiguration given, Optional<String> apiKey) {
        ProviderConfiguration configuration = complete(given);
        configuration.prices().forEach(price -> price.check("field 'prices'"));
        if (!given.wire().isEmpty() && !registry.wires().contains(given.wire())) {
            // The value is not shown: it may be a key in the wrong field.
            throw AgentException.invalidValue(
                            "field 'wire' (--wire): this server does not speak that protocol; it speaks "
                                    + String.join(", ", new TreeSet<>(registry.wires())))
                    .inField("wire");
        }
        Optional<Secret> key = apiKey.filter(k -> !k.isEmpty()).map(ProviderConfigurator::checkedKey);
        Optional<ProviderConfiguration> keyOwner = registry.findKeyOwner(configuration.id());
        if (key.isEmpty() && originChanges(configuration) && credentials.contains(configuration.id())) {
            throw keyNeededAgain(configuration, keyOwner);
        }
        return new Change(configuration, key);
    }

    private boolean originChanges(ProviderConfiguration configuration) {
        return registry.findKeyOwner(configuration.id())
                .filter(configuration::hasSameOrigin)
                .isEmpty();
    }

    private synchronized ProviderEntry store(Caller caller, Change change) {
        ProviderId id = change.configuration().id();
        if (originChanges(change.configuration()) && credentials.contains(id)) {
            // First, so that no request of this moment sends a key to the wrong address.
            credentials.remove(id);
        }
        boolean added = store.find(id).isEmpty();
        store.put(change.configuration());
        change.key().ifPresent(k -> credentials.put(id, k));
        registry.publish(
                new ProviderChanged(id.value(), added ? ProviderChanged.Change.ADDED : ProviderChanged.Change.CHANGED));
        return get(caller, id);
    }

    /** The vendor's own address needs a key; a gateway in front of it may have its own way. */
    private void requireKey(Change change) {
        ProviderConfiguration configuration = change.configuration();
        presets.find(configuration.id())
                .filter(preset -> !preset.keyVariable().isEmpty()
                        && !ConfiguredProviders.isLocal(configuration)
                        && preset.configuration().hasSameOrigin(configuration))
                .filter(preset -> change.key().isEmpty() && !registry.hasKey(configuration))
                .ifPresent(preset -> {
                    throw AgentException.invalidValue("provider '" + configuration.id()
                            + "' needs a key (apiKey); give it with --key-env " + preset.keyVariable()
                            + " or --key-file FILE, or set " + preset.keyVariable() + " for the server");
                });
    }

    private static Secret checkedKey(String key) {
        ProviderKeys.findProblem(key).ifPresent(problem -> {
            throw AgentException.invalidValue("field 'apiKey': the key cannot be used: " + problem + "; copy it again")
                    .inField("apiKey");
        });
        return new Secret(key);
    }

    private static AgentException keyNeededAgain(
            ProviderConfiguration changed, Optional<ProviderConfiguration> keyOwner) {
        return AgentException.invalidValue("provider '" + changed.id() + "': its stored key belongs to "
                        + keyOwner.map(c -> ProviderUrl.origin(c.baseUrl())).orElse("another address")
                        + " and is not sent to "
                        + ProviderUrl.origin(changed.baseUrl())
                        + "; give the key for the new address too (apiKey; --key, --key-env or --key-file),"
                        + " or first remove the provider (DELETE /api/v1/providers/" + changed.id() + ")")
                .inField("apiKey");
    }

    /** Fills the empty fields with the stored values, else with those of the preset. */
    private ProviderConfiguration complete(ProviderConfiguration given) {
        Optional<ProviderConfiguration> before = registry.findKeyOwner(given.id());
        boolean hasAddress = given.baseUrl().getScheme() != null;
        if (!hasAddress && before.isEmpty()) {
            throw addressNeeded(given.id());
        }
        URI url = hasAddress
                ? AgentException.readField("baseUrl", () -> ProviderUrl.require("field 'baseUrl'", given.baseUrl()))
                : before.orElseThrow().baseUrl();
        String wire = before.map(ProviderConfiguration::wire)
                .or(() -> presets.findKnown(given.id().value()).map(ProviderPresets.KnownProvider::wire))
                .orElse("openai");
        return new ProviderConfiguration(
                given.id(),
                given.wire().isEmpty() ? wire : given.wire(),
                url,
                given.defaultModel().isEmpty()
                        ? before.map(ProviderConfiguration::defaultModel).orElse("")
                        : given.defaultModel(),
                given.prices().isEmpty()
                        ? before.map(ProviderConfiguration::prices).orElse(List.of())
                        : given.prices(),
                orElse(given.firstByte(), before.map(ProviderConfiguration::firstByte), FIRST_BYTE_TIMEOUT),
                orElse(given.betweenBytes(), before.map(ProviderConfiguration::betweenBytes), BETWEEN_BYTES_TIMEOUT));
    }

    private static Duration orElse(Duration given, Optional<Duration> before, Duration defaultValue) {
        return given.isZero() ? before.orElse(defaultValue) : given;
    }

    private AgentException addressNeeded(ProviderId id) {
        Optional<ProviderPresets.KnownProvider> known = presets.findKnown(id.value());
        if (known.isPresent() && !known.get().id().equals(id)) {
            return AgentException.invalidValue("provider '" + id + "' is known as '"
                    + known.get().id() + "'; use this name, or give an address (baseUrl, --url)");
        }
        if (known.isEmpty() && presets.findSimilar(id.value()).isPresent()) {
            return AgentException.invalidValue("no known provider is named '" + id + "' (did you mean '"
                    + presets.findSimilar(id.value()).get()
                    + "'?); correct the name, or give the address of a server of your own (baseUrl, --url)");
        }
        String names = String.join(
                ", ", presets.all().stream().map(p -> p.known().id().value()).toList());
        return AgentException.invalidValue("provider '" + id + "' needs its address (baseUrl, --url), for example "
                + known.map(ProviderPresets.KnownProvider::urlExample).orElse("http://127.0.0.1:11434/v1")
                + (known.isPresent() ? "" : "; providers without need of it are " + names));
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
        return tester.test(configuration, Optional.empty());
    }

    private ProviderEntry toEntry(ConfiguredProviders.Entry e) {
        return new ProviderEntry(e.configuration(), registry.hasKey(e.configuration()), e.source());
    }

    private AgentException unknownProvider(ProviderId id) {
        return new AgentException(
                ErrorCode.UNKNOWN_PROVIDER,
                "no provider '" + id + "'" + registry.didYouMean(id)
                        + "; `codeagent providers list` shows all providers");
    }
}
