package dev.codeagent.api.provider;

import java.util.List;
import java.util.Optional;

/** Stores the providers that were added at run time. */
public interface ProviderStore {
    List<ProviderConfiguration> list();

    Optional<ProviderConfiguration> find(ProviderId id);

    void put(ProviderConfiguration configuration);

    boolean remove(ProviderId id);
}
