package dev.codeagent.providers;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All configured providers: stored ones, those of the configuration file, and presets whose key is in the environment
 * or the credential store.
 */
public final class ProviderRegistry {
    private final ProviderPresets presets;
    private final List<ProviderConfiguration> configured;
    private final ProviderStore store;
    private final CredentialStore credentials;
    private final Map<String, String> environment;
    private final Map<String, ChatProviderFactory> factories;

    /**
     *
     * @param configured the providers of the configuration file
     * @param factories by the wire protocol that configurations name
     */
    public ProviderRegistry(
            ProviderPresets presets,
            List<ProviderConfiguration> configured,
            ProviderStore store,
            CredentialStore credentials,
            Map<String, String> environment,
            Map<String, ChatProviderFactory> factories) {
        this.presets = presets;
        this.configured = List.copyOf(configured);
        this.store = store;
        this.credentials = credentials;
        this.environment = Map.copyOf(environment);
        this.factories = Map.copyOf(factories);
    }

    /** Creates connections for one wire protocol. */
    public interface ChatProviderFactory {
        ChatProvider create(ProviderConfiguration configuration, Optional<Secret> key);
    }

    /** A provider and the source of its entry: stored, configuration or known. */
    public record Entry(ProviderConfiguration configuration, String source) {}

    public List<Entry> all() {
        var entries = new ArrayList<Entry>();
        store.list().forEach(c -> entries.add(new Entry(c, "stored")));
        configured.forEach(c -> addIfAbsent(entries, new Entry(c, "configuration")));
        presets.all().stream()
                .filter(k ->
                        !k.keyVariable().isEmpty() && hasKey(k.configuration().id()))
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

    /** The provider with this id for a run of a project; the project's own copy has precedence. */
    public Optional<ProviderConfiguration> find(ProviderId id, List<ProviderConfiguration> projectProviders) {
        return projectProviders.stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .or(() -> store.find(id))
                .or(() -> configured.stream().filter(c -> c.id().equals(id)).findFirst())
                .or(() -> presets.find(id)
                        .filter(preset -> !preset.keyVariable().isEmpty() && hasKey(id))
                        .map(ProviderPresets.Preset::configuration));
    }

    /** Whether the provider has a key; decrypts none. */
    public boolean hasKey(ProviderId id) {
        return environmentKey(id).isPresent() || credentials.contains(id);
    }

    public Optional<Secret> key(ProviderId id) {
        return credentials.find(id).or(() -> environmentKey(id));
    }

    private Optional<Secret> environmentKey(ProviderId id) {
        return presets.find(id)
                .map(ProviderPresets.Preset::keyVariable)
                .filter(v -> !v.isEmpty())
                .map(environment::get)
                .filter(v -> v != null && !v.isBlank())
                .map(Secret::new);
    }

    /** Why a provider cannot be used; empty if it can be used. */
    public Optional<String> unavailableReason(ProviderConfiguration configuration) {
        if (!factories.containsKey(configuration.wire())) {
            return Optional.of("its protocol (" + configuration.wire() + ") is not supported");
        }
        return isLocal(configuration) || hasKey(configuration.id()) ? Optional.empty() : Optional.of("it has no key");
    }

    public static boolean isLocal(ProviderConfiguration configuration) {
        String host = String.valueOf(configuration.baseUrl().getHost());
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    public ChatProvider connect(ProviderConfiguration configuration) {
        if (!factories.containsKey(configuration.wire())) {
            throw new AgentException(
                    ErrorCode.PROVIDER_REJECTED,
                    "provider " + configuration.id() + ": the protocol " + configuration.wire() + " is not supported");
        }
        return factories.get(configuration.wire()).create(configuration, key(configuration.id()));
    }
}
