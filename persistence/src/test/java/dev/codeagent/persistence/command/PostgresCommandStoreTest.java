package dev.codeagent.persistence.command;

import dev.codeagent.api.command.CommandStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.contract.CommandStoreContract;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

class PostgresCommandStoreTest extends CommandStoreContract {
    private static DataSource source;
    private static JdbcRunJournal journal;

    @BeforeAll
    static void migrate() {
        source = EmbeddedDatabase.dataSource(EmbeddedDatabase.create());
        MainDatabase.migrate(DatabaseType.POSTGRESQL, source);
        journal = new JdbcRunJournal(source, "node-1");
    }

    @Override
    protected RunJournal journal() {
        return journal;
    }

    @Override
    protected CommandStore commands() {
        return new JdbcCommandStore(source);
    }
}
