package dev.codeagent.persistence.credential;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretName;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.persistence.schema.TranslateStorageErrors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Stores the keys of providers and other secrets, encrypted, in the credentials database. Each call runs in a new transaction, because a
 * second SQLite data source cannot join a transaction of the main database.
 */
@ApplicationScoped
@TranslateStorageErrors
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class EncryptedCredentialStore implements CredentialStore, SecretStore {
    @PersistenceContext(unitName = "credentials")
    EntityManager entityManager;

    private final CredentialCipher cipher = new CredentialCipher(
            Path.of(ConfigProvider.getConfig().getValue("codeagent.credentials.keyFile", String.class)));

    @Override
    public void put(ProviderId provider, Secret key) {
        put(provider.value(), key);
    }

    @Override
    public void put(SecretName name, Secret secret) {
        put(name.toString(), secret);
    }

    private void put(String id, Secret secret) {
        entityManager.merge(new CredentialEntity(id, cipher.encrypt(id, secret)));
    }

    @Override
    public Optional<Secret> find(ProviderId provider) {
        return find(provider.value());
    }

    @Override
    public Optional<Secret> find(SecretName name) {
        return find(name.toString());
    }

    private Optional<Secret> find(String id) {
        return Optional.ofNullable(entityManager.find(CredentialEntity.class, id))
                .map(c -> cipher.decrypt(id, c.ciphertext()));
    }

    @Override
    public boolean contains(ProviderId provider) {
        return entityManager.find(CredentialEntity.class, provider.value()) != null;
    }

    /** Starts a rotation: what is stored from now on is encrypted with a new key. */
    public void addEncryptionKey() {
        cipher.addNewKey();
    }

    /** Ends a rotation. */
    public void removeOldEncryptionKeys() {
        cipher.removeOldKeys();
    }

    /** Encrypts all keys again, with the current encryption key. */
    public int encryptAgain() {
        List<CredentialEntity> all = entityManager
                .createQuery("SELECT c FROM CredentialEntity c", CredentialEntity.class)
                .getResultList();
        all.forEach(
                c -> c.setCiphertext(cipher.encrypt(c.providerId(), cipher.decrypt(c.providerId(), c.ciphertext()))));
        return all.size();
    }

    @Override
    public boolean remove(ProviderId provider) {
        return remove(provider.value());
    }

    @Override
    public boolean remove(SecretName name) {
        return remove(name.toString());
    }

    private boolean remove(String id) {
        CredentialEntity entity = entityManager.find(CredentialEntity.class, id);
        if (entity != null) {
            entityManager.remove(entity);
        }
        return entity != null;
    }
}
