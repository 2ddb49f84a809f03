package dev.codeagent.persistence.provider;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.api.wire.WireCodec;
import dev.codeagent.persistence.schema.Schema;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Providers in the system's database. */
@ApplicationScoped
@Transactional
public class JpaProviderStore implements ProviderStore {
    @PersistenceContext(unitName = "codeagent")
    EntityManager entities;

    @Inject
    void prepare(Schema schema) {
        schema.ready();
    }

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
                RecordJson.write(configuration).build().toString()));
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
