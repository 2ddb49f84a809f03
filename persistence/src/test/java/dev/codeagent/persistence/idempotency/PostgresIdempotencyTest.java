package dev.codeagent.persistence.idempotency;

import dev.codeagent.api.idempotency.IdempotencyStore;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.persistence.contract.IdempotencyContract;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

class PostgresIdempotencyTest extends IdempotencyContract {
    private static DataSource source;

    @BeforeAll
    static void migrate() {
        source = EmbeddedDatabase.dataSource(EmbeddedDatabase.create());
        MainDatabase.migrate(DatabaseType.POSTGRESQL, source);
    }

    @Override
    protected IdempotencyStore store() {
        return new JdbcIdempotencyStore(source);
    }
}
