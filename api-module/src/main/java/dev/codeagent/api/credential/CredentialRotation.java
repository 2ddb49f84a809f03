package dev.codeagent.api.credential;

import dev.codeagent.api.security.Caller;

/** Replaces the key that encrypts the stored keys of providers. */
public interface CredentialRotation {

    /** Creates a new encryption key and encrypts everything with it; the old one is then deleted. */
    Rotation rotate(Caller caller);

    /** How many keys of providers were encrypted again. */
    record Rotation(int credentials) {}
}
