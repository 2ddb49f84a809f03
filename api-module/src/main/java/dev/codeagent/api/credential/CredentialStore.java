package dev.codeagent.api.credential;

import dev.codeagent.api.provider.ProviderId;
import java.util.Optional;

/** Keeps the providers' keys, encrypted. */
public interface CredentialStore {
    void put(ProviderId provider, Secret key);

    Optional<Secret> find(ProviderId provider);

    boolean remove(ProviderId provider);
}
