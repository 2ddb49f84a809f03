package dev.codeagent.persistence.credential;

import dev.codeagent.api.credential.CredentialRotation;
import dev.codeagent.api.security.Caller;
import dev.codeagent.persistence.schema.TranslateStorageErrors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Replaces the encryption key. The new key is in the key file before anything is encrypted with it, and the old one stays
 * there until everything is: a crash between two steps loses nothing, and the next rotation ends the one before.
 */
@ApplicationScoped
@TranslateStorageErrors
public class KeyRotation implements CredentialRotation {
    @Inject
    EncryptedCredentialStore store;

    @Override
    public synchronized Rotation rotate(Caller caller) {
        store.addEncryptionKey();
        // In transactions of their own, which are committed before the old key is deleted.
        store.encryptAgain();
        // A key that was stored at the same time may have been encrypted with the old one.
        int credentials = store.encryptAgain();
        store.removeOldEncryptionKeys();
        return new Rotation(credentials);
    }
}
