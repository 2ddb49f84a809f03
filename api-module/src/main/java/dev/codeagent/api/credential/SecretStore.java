package dev.codeagent.api.credential;

import java.util.Optional;

/** Stores secrets that are no keys of model providers, encrypted like these. */
public interface SecretStore {
    void put(SecretName name, Secret secret);

    Optional<Secret> find(SecretName name);

    boolean remove(SecretName name);
}
