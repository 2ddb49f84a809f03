package dev.codeagent.persistence.webhook;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.persistence.contract.WebhookStoreContract;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteWebhookStoreTest extends WebhookStoreContract {
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
    protected WebhookStore store() {
        return new JdbcWebhookStore(source);
    }

    @Override
    protected RunJournal journal() {
        return new JdbcRunJournal(source, "");
    }
}
