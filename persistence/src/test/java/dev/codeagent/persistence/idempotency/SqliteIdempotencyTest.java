package dev.codeagent.persistence.idempotency;

import dev.codeagent.api.idempotency.IdempotencyStore;
import dev.codeagent.persistence.contract.IdempotencyContract;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteIdempotencyTest extends IdempotencyContract {
    @TempDir
    Path folder;

    private SQLiteDataSource source;

    @BeforeEach
    void migrate() {
        source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("codeagent.db")
                + "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE");
        MainDatabase.migrate(DatabaseType.SQLITE, source);
    }

    @Override
    protected IdempotencyStore store() {
        return new JdbcIdempotencyStore(source);
    }
}
