package dev.codeagent.persistence.provider;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.persistence.schema.TranslateStorageErrors;
import dev.codeagent.persistence.text.PortableText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Stores model providers in the main database. */
@ApplicationScoped
@TranslateStorageErrors
@Transactional
public class JpaProviderStore implements ProviderStore {
    @PersistenceContext(unitName = "codeagent")
    EntityManager entityManager;

    @Override
    public List<ProviderConfiguration> list() {
        return entityManager
                .createQuery("SELECT p FROM ProviderEntity p ORDER BY p.id", ProviderEntity.class)
                .getResultList()
                .stream()
                .map(JpaProviderStore::read)
                .toList();
    }

    @Override
    public Optional<ProviderConfiguration> find(ProviderId id) {
        return Optional.ofNullable(entityManager.find(ProviderEntity.class, id.value()))
                .map(JpaProviderStore::read);
    }

    @Override
    public void put(ProviderConfiguration configuration) {
        entityManager.merge(new ProviderEntity(
                configuration.id().value(),
                PortableText.escapeJson(RecordJson.write(configuration).build().toString())));
    }

    @Override
    public boolean remove(ProviderId id) {
        ProviderEntity entity = entityManager.find(ProviderEntity.class, id.value());
        if (entity != null) {
            entityManager.remove(entity);
        }
        return entity != null;
    }

    private static ProviderConfiguration read(ProviderEntity entity) {
        return RecordJson.read(EnvelopeCodec.parse(entity.content()), ProviderConfiguration.class);
    }
}
