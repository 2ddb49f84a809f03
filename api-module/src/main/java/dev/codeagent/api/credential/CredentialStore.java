package dev.codeagent.api.credential;

import dev.codeagent.api.provider.ProviderId;
import java.util.Optional;

/** Stores the API keys of providers, encrypted. */
public interface CredentialStore {
    void put(ProviderId provider, Secret key);

    Optional<Secret> find(ProviderId provider);

    /** Whether a key is stored; the key is not decrypted. */
    boolean contains(ProviderId provider);

    boolean remove(ProviderId provider);
}
