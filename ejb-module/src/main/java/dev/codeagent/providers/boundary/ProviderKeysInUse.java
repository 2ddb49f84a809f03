package dev.codeagent.providers.boundary;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.providers.ProviderPresets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The keys of all providers that the server can use now: stored ones, and those in the environment.
 *
 * @param configured the ids of the providers of the configuration file
 */
record ProviderKeysInUse(
        ProviderPresets presets,
        ProviderStore store,
        CredentialStore credentials,
        Set<String> configured,
        Map<String, String> environment)
        implements Supplier<List<String>> {
    @Override
    public List<String> get() {
        Stream<ProviderId> ids = Stream.of(
                        store.list().stream().map(ProviderConfiguration::id),
                        presets.all().stream()
                                .map(preset -> preset.configuration().id()),
                        configured.stream().map(ProviderId::new))
                .flatMap(each -> each);
        Stream<String> stored =
                ids.distinct().flatMap(id -> credentials.find(id).stream()).map(Secret::reveal);
        Stream<String> inEnvironment = presets.all().stream()
                .map(ProviderPresets.Preset::keyVariable)
                .map(variable -> environment.getOrDefault(variable, ""));
        return Stream.concat(stored, inEnvironment)
                .filter(key -> !key.isBlank())
                .toList();
    }

    @Override
    public String toString() {
        return "***";
    }
}
