package dev.codeagent.persistence.idempotency;

import dev.codeagent.api.idempotency.IdempotencyStore;
import dev.codeagent.persistence.schema.MainDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Produces the store on the main database. Do not call it inside a container transaction. */
@ApplicationScoped
public class IdempotencyStoreProducer {

    @Produces
    @ApplicationScoped
    public IdempotencyStore idempotency(MainDatabase mainDatabase) {
        return new JdbcIdempotencyStore(mainDatabase.dataSource());
    }
}
