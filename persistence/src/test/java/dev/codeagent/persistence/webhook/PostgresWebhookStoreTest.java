package dev.codeagent.persistence.webhook;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.persistence.contract.WebhookStoreContract;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

class PostgresWebhookStoreTest extends WebhookStoreContract {
    private static DataSource source;

    @BeforeAll
    static void migrate() {
        source = EmbeddedDatabase.dataSource(EmbeddedDatabase.create());
        MainDatabase.migrate(DatabaseType.POSTGRESQL, source);
    }

    @Override
    protected WebhookStore store() {
        return new JdbcWebhookStore(source);
    }

    @Override
    protected RunJournal journal() {
        return new JdbcRunJournal(source, "node-1");
    }
}
