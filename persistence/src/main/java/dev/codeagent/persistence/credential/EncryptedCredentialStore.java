package dev.codeagent.persistence.credential;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.persistence.schema.TranslateStorageErrors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Stores the keys of providers, encrypted, in the credentials database. Each call runs in a new transaction, because a
 * second SQLite data source cannot join a transaction of the main database.
 */
@ApplicationScoped
@TranslateStorageErrors
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class EncryptedCredentialStore implements CredentialStore {
    @PersistenceContext(unitName = "credentials")
    EntityManager entityManager;

    private final CredentialCipher cipher = new CredentialCipher(
            Path.of(ConfigProvider.getConfig().getValue("codeagent.credentials.keyFile", String.class)));

    @Override
    public void put(ProviderId provider, Secret key) {
        entityManager.merge(new CredentialEntity(provider.value(), cipher.encrypt(provider.value(), key)));
    }

    @Override
    public Optional<Secret> find(ProviderId provider) {
        return Optional.ofNullable(entityManager.find(CredentialEntity.class, provider.value()))
                .map(c -> cipher.decrypt(provider.value(), c.ciphertext()));
    }

    @Override
    public boolean contains(ProviderId provider) {
        return entityManager.find(CredentialEntity.class, provider.value()) != null;
    }

    @Override
    public boolean remove(ProviderId provider) {
        CredentialEntity entity = entityManager.find(CredentialEntity.class, provider.value());
        if (entity != null) {
            entityManager.remove(entity);
        }
        return entity != null;
    }
}
