package dev.codeagent.providers;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.ProviderChanged;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderRegistry;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.api.text.SpellingSuggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * All configured providers: stored ones, those of the configuration file, and presets whose key is in the environment
 * or the credential store.
 */
public final class ConfiguredProviders implements ProviderRegistry {
    private static final int MAX_CONNECTED = 100;

    private final ProviderPresets presets;
    private final List<ProviderConfiguration> configured;
    private final ProviderStore store;
    private final CredentialStore credentials;
    private final Map<String, String> environment;
    private final Map<String, ProviderFactory> factories;
    private final Map<String, LlmProvider> registered = new ConcurrentHashMap<>();
    private final List<Consumer<ProviderChanged>> listeners = new CopyOnWriteArrayList<>();
    /** Providers in use, the least recently used first. */
    private final Map<ConnectionKey, LlmProvider> connected = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConnectionKey, LlmProvider> eldest) {
            return size() > MAX_CONNECTED;
        }
    };

    private record ConnectionKey(ProviderConfiguration configuration, Optional<Secret> key) {}

    /**
     *
     * @param configured the providers of the configuration file
     * @param factories by the wire protocol that configurations name
     */
    public ConfiguredProviders(
            ProviderPresets presets,
            List<ProviderConfiguration> configured,
            ProviderStore store,
            CredentialStore credentials,
            Map<String, String> environment,
            Map<String, ProviderFactory> factories) {
        this.presets = presets;
        this.configured = List.copyOf(configured);
        this.store = store;
        this.credentials = credentials;
        this.environment = Map.copyOf(environment);
        this.factories = Map.copyOf(factories);
    }

    /** Creates connections for one wire protocol. */
    public interface ProviderFactory {
        LlmProvider create(ProviderConfiguration configuration, Optional<Secret> key);
    }

    /** A provider and the source of its entry: stored, configuration or known. */
    public record Entry(ProviderConfiguration configuration, String source) {}

    public List<Entry> all() {
        var entries = new ArrayList<Entry>();
        store.list().forEach(c -> entries.add(new Entry(c, "stored")));
        configured.forEach(c -> addIfAbsent(entries, new Entry(c, "configuration")));
        presets.all().stream()
                .filter(k -> !k.keyVariable().isEmpty() && hasKey(k.configuration()))
                .forEach(k -> addIfAbsent(entries, new Entry(k.configuration(), "known")));
        return entries;
    }

    private static void addIfAbsent(List<Entry> entries, Entry entry) {
        if (entries.stream()
                .noneMatch(
                        e -> e.configuration().id().equals(entry.configuration().id()))) {
            entries.add(entry);
        }
    }

    /** A question with the name that is most similar to a misspelled one, of all providers that exist or are known. */
    public String didYouMean(ProviderId id) {
        List<String> existing =
                all().stream().map(e -> e.configuration().id().value()).toList();
        return SpellingSuggestion.findClosest(id.value(), existing)
                .or(() -> presets.findSimilar(id.value()).map(ProviderId::value))
                .filter(name -> !name.equals(id.value()))
                .map(name -> " (did you mean '" + name + "'?)")
                .orElse("");
    }

    /** The provider with this id for a run of a project; the project's own copy has precedence. */
    public Optional<ProviderConfiguration> find(ProviderId id, List<ProviderConfiguration> projectProviders) {
        return projectProviders.stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .or(() -> store.find(id))
                .or(() -> configured.stream().filter(c -> c.id().equals(id)).findFirst())
                .or(() -> presets.find(id)
                        .filter(preset -> !preset.keyVariable().isEmpty() && hasKey(preset.configuration()))
                        .map(ProviderPresets.Preset::configuration));
    }

    /** Whether there is a key for the provider at this address; decrypts none. */
    public boolean hasKey(ProviderConfiguration configuration) {
        return credentials.contains(configuration.id()) && ownsStoredKey(configuration)
                || environmentKey(configuration).isPresent();
    }

    /** The server's own configuration of the provider: a stored key belongs to its address. */
    Optional<ProviderConfiguration> findKeyOwner(ProviderId id) {
        return store.find(id).or(() -> configuredOrPreset(id));
    }

    /** The key of the provider at this address; a key is never used for another scheme, host or port. */
    private Optional<Secret> key(ProviderConfiguration configuration) {
        // The key is read before its owner: if both are replaced meanwhile, the new key does not match this address.
        Optional<Secret> stored = credentials.find(configuration.id());
        return stored.filter(k -> ownsStoredKey(configuration)).or(() -> environmentKey(configuration));
    }

    private boolean ownsStoredKey(ProviderConfiguration configuration) {
        return findKeyOwner(configuration.id())
                .filter(configuration::hasSameOrigin)
                .isPresent();
    }

    private Optional<ProviderConfiguration> configuredOrPreset(ProviderId id) {
        return configured.stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .or(() -> presets.find(id).map(ProviderPresets.Preset::configuration));
    }

    /** A key in the environment belongs to the address of the configuration file or the preset. */
    private Optional<Secret> environmentKey(ProviderConfiguration configuration) {
        return environmentValue(configuration.id())
                .filter(k -> configuredOrPreset(configuration.id())
                        .filter(configuration::hasSameOrigin)
                        .isPresent())
                .map(Secret::new);
    }

    private Optional<String> environmentValue(ProviderId id) {
        return Optional.ofNullable(environment.get(keyVariable(id)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private String keyVariable(ProviderId id) {
        return presets.find(id).map(ProviderPresets.Preset::keyVariable).orElse("");
    }

    /** The protocols that this server speaks. */
    Set<String> wires() {
        return factories.keySet();
    }

    /** Why a provider cannot be used; empty if it can be used. */
    public Optional<String> unavailableReason(ProviderConfiguration configuration) {
        if (!factories.containsKey(configuration.wire())) {
            return Optional.of("its protocol (" + configuration.wire() + ") is not supported");
        }
        if (hasKey(configuration) || isLocal(configuration)) {
            return Optional.empty();
        }
        boolean keyOfOtherAddress = credentials.contains(configuration.id())
                || environmentValue(configuration.id()).isPresent();
        return Optional.of(
                keyOfOtherAddress
                        ? "its key belongs to another address than " + ProviderUrl.origin(configuration.baseUrl())
                        : "it has no key");
    }

    public static boolean isLocal(ProviderConfiguration configuration) {
        String host = String.valueOf(configuration.baseUrl().getHost());
        return host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    }

    /**
     * Connects to a provider.
     *
     * @throws AgentException PROVIDER_REJECTED if its protocol is not supported or its key cannot be sent
     */
    public LlmProvider connect(ProviderConfiguration configuration) {
        return connect(configuration, Optional.empty());
    }

    /** Connects with a key that is not stored yet; without one, with the key of the provider. */
    LlmProvider connect(ProviderConfiguration configuration, Optional<Secret> givenKey) {
        if (!factories.containsKey(configuration.wire())) {
            throw new AgentException(
                    ErrorCode.PROVIDER_REJECTED,
                    "provider " + configuration.id() + ": the protocol " + configuration.wire() + " is not supported");
        }
        Optional<Secret> key = givenKey.or(() -> key(configuration));
        key.map(Secret::reveal).flatMap(ProviderKeys::findProblem).ifPresent(problem -> {
            throw new AgentException(
                    ErrorCode.PROVIDER_REJECTED,
                    "provider " + configuration.id() + ": its key cannot be used: " + problem
                            + "; store it again with `codeagent providers add " + configuration.id()
                            + " --key-env VAR`, or correct the variable that contains it");
        });
        synchronized (connected) {
            return connected.computeIfAbsent(
                    new ConnectionKey(configuration, key),
                    k -> factories.get(configuration.wire()).create(configuration, key));
        }
    }

    @Override
    public void registerProvider(LlmProvider provider) {
        LlmProvider previous = registered.put(provider.name(), provider);
        publish(new ProviderChanged(
                provider.name(), previous == null ? ProviderChanged.Change.ADDED : ProviderChanged.Change.CHANGED));
    }

    @Override
    public LlmProvider getProvider(String name) {
        LlmProvider provider = registered.get(name);
        return provider != null
                ? provider
                : find(new ProviderId(name), List.of())
                        .map(this::connect)
                        .orElseThrow(() -> new AgentException(
                                ErrorCode.UNKNOWN_PROVIDER,
                                "no provider '" + name + "'" + didYouMean(new ProviderId(name))
                                        + "; `codeagent providers list` shows all providers"));
    }

    @Override
    public List<LlmProvider> getAllProviders() {
        var providers = new ArrayList<>(registered.values());
        all().stream()
                .map(Entry::configuration)
                .filter(c -> unavailableReason(c).isEmpty())
                .filter(c -> !registered.containsKey(c.id().value()))
                .forEach(c -> providers.add(connect(c)));
        return providers;
    }

    @Override
    public void unregisterProvider(String name) {
        LlmProvider provider = registered.remove(name);
        if (provider != null) {
            provider.disconnect();
            publish(new ProviderChanged(name, ProviderChanged.Change.REMOVED));
        }
    }

    @Override
    public Subscription onProviderChanged(Consumer<ProviderChanged> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Tells the listeners; a removed or changed provider is not used in its old form any more. */
    void publish(ProviderChanged change) {
        synchronized (connected) {
            connected.keySet().removeIf(k -> k.configuration().id().value().equals(change.provider()));
        }
        listeners.forEach(listener -> listener.accept(change));
    }
}
