package dev.codeagent.persistence.provider;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.api.wire.WireCodec;
import dev.codeagent.persistence.schema.Stored;
import dev.codeagent.persistence.text.StoredText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Providers in the system's database. */
@ApplicationScoped
@Stored
@Transactional
public class JpaProviderStore implements ProviderStore {
    @PersistenceContext(unitName = "codeagent")
    EntityManager entities;

    @Override
    public List<ProviderConfiguration> list() {
        return entities
                .createQuery("SELECT p FROM ProviderEntity p ORDER BY p.id", ProviderEntity.class)
                .getResultList()
                .stream()
                .map(JpaProviderStore::read)
                .toList();
    }

    @Override
    public Optional<ProviderConfiguration> find(ProviderId id) {
        return Optional.ofNullable(entities.find(ProviderEntity.class, id.value()))
                .map(JpaProviderStore::read);
    }

    @Override
    public void put(ProviderConfiguration configuration) {
        entities.merge(new ProviderEntity(
                configuration.id().value(),
                StoredText.json(RecordJson.write(configuration).build().toString())));
    }

    @Override
    public boolean remove(ProviderId id) {
        ProviderEntity found = entities.find(ProviderEntity.class, id.value());
        if (found != null) {
            entities.remove(found);
        }
        return found != null;
    }

    private static ProviderConfiguration read(ProviderEntity entity) {
        return RecordJson.read(WireCodec.parse(entity.content()), ProviderConfiguration.class);
    }
}
