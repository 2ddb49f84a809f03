package dev.codeagent.providers;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.provider.ProviderId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A credential store in memory. */
public final class InMemoryCredentialStore implements CredentialStore {
    private final Map<ProviderId, Secret> keys = new HashMap<>();

    @Override
    public void put(ProviderId provider, Secret key) {
        keys.put(provider, key);
    }

    @Override
    public Optional<Secret> find(ProviderId provider) {
        return Optional.ofNullable(keys.get(provider));
    }

    @Override
    public boolean contains(ProviderId provider) {
        return keys.containsKey(provider);
    }

    @Override
    public boolean remove(ProviderId provider) {
        return keys.remove(provider) != null;
    }
}
