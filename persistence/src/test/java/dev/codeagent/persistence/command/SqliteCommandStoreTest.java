package dev.codeagent.persistence.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.command.CommandStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.contract.CommandStoreContract;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteCommandStoreTest extends CommandStoreContract {
    @TempDir
    Path folder;

    private final SQLiteDataSource source = new SQLiteDataSource();

    @BeforeEach
    void migrate() {
        source.setUrl("jdbc:sqlite:" + folder.resolve("codeagent.db")
                + "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE");
        MainDatabase.migrate(DatabaseType.SQLITE, source);
        journal = new JdbcRunJournal(source, "");
    }

    private JdbcRunJournal journal;

    @Override
    protected RunJournal journal() {
        return journal;
    }

    @Override
    protected CommandStore commands() {
        return new JdbcCommandStore(source);
    }

    @Test
    void bothDatabasesHaveTheSameMigration() throws IOException {
        assertThat(migration("sqlite")).isEqualTo(migration("postgresql"));
    }

    private static byte[] migration(String database) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                SqliteCommandStoreTest.class.getResourceAsStream("/db/" + database + "/V5__executed_commands.sql"))) {
            return in.readAllBytes();
        }
    }
}
