package dev.codeagent.providers;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provider store in memory. */
public final class InMemoryProviderStore implements ProviderStore {
    private final Map<ProviderId, ProviderConfiguration> all = new LinkedHashMap<>();

    @Override
    public List<ProviderConfiguration> list() {
        return List.copyOf(all.values());
    }

    @Override
    public Optional<ProviderConfiguration> find(ProviderId id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public void put(ProviderConfiguration configuration) {
        all.put(configuration.id(), configuration);
    }

    @Override
    public boolean remove(ProviderId id) {
        return all.remove(id) != null;
    }
}
