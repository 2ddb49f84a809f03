package dev.codeagent.persistence.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.contract.RunListContract;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteRunListTest extends RunListContract {
    private static final String MIGRATION = "V4__verdicts_patches_and_sessions.sql";

    @TempDir
    Path folder;

    private SQLiteDataSource source;
    private JdbcRunJournal journal;

    @BeforeEach
    void migrate() {
        source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("codeagent.db")
                + "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE");
        MainDatabase.migrate(DatabaseType.SQLITE, source);
        journal = new JdbcRunJournal(source, "");
    }

    @Override
    protected void migrateAgain() {
        MainDatabase.migrate(DatabaseType.SQLITE, source);
    }

    @Override
    protected DataSource source() {
        return source;
    }

    @Override
    protected RunJournal journal() {
        return journal;
    }

    @Test
    void bothDatabasesHaveTheSameMigration() throws IOException {
        assertThat(migration("sqlite")).isEqualTo(migration("postgresql"));
    }

    private static String migration(String database) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                SqliteRunListTest.class.getResourceAsStream("/db/" + database + "/" + MIGRATION))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
