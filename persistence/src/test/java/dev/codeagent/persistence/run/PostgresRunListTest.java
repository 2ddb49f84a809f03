package dev.codeagent.persistence.run;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.persistence.contract.RunListContract;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

/** Each call is another server of the same database. */
class PostgresRunListTest extends RunListContract {
    private static DataSource source;

    @BeforeAll
    static void migrate() {
        source = EmbeddedDatabase.dataSource(EmbeddedDatabase.create());
        MainDatabase.migrate(DatabaseType.POSTGRESQL, source);
    }

    @Override
    protected void migrateAgain() {
        MainDatabase.migrate(DatabaseType.POSTGRESQL, source);
    }

    @Override
    protected DataSource source() {
        return source;
    }

    @Override
    protected RunJournal journal() {
        return new JdbcRunJournal(source, "node-1");
    }
}
