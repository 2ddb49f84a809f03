package dev.codeagent.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.storage.DatabaseHealth.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class JdbcDatabaseHealthTest {
    @TempDir
    Path folder;

    private DataSource sqlite(String file) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve(file));
        return source;
    }

    private static Status status(DataSource source) {
        return new JdbcDatabaseHealth(() -> source).status();
    }

    @Test
    void reportsProductVersionAndSchema() {
        DataSource source = sqlite("codeagent.db");
        MainDatabase.migrate(DatabaseType.SQLITE, source);

        Status status = status(source);

        assertThat(status.up()).isTrue();
        assertThat(status.product()).isEqualTo("SQLite");
        assertThat(status.version()).startsWith("3.");
        assertThat(status.schemaVersion()).matches("\\d+");
        assertThat(status.reason()).isEmpty();
    }

    @Test
    void isDownWithoutASchema() {
        assertThat(status(sqlite("empty.db")))
                .satisfies(s -> assertThat(s.up()).isFalse())
                .satisfies(s -> assertThat(s.reason()).contains("flyway_schema_history"));
    }

    @Test
    void isDownWhenTheFileIsNotADatabase() throws Exception {
        Files.writeString(folder.resolve("letter.db"), "this file is a text and not a database");

        assertThat(status(sqlite("letter.db")).reason()).contains("not a database");
    }

    @Test
    void reportsWhyTheMigrationFailed() {
        var reason = new AgentException(ErrorCode.STORAGE_FAILED, "the login was refused");
        var health = new JdbcDatabaseHealth(() -> {
            throw new IllegalStateException("the bean could not be created", reason);
        });

        assertThat(health.status()).isEqualTo(Status.down("the login was refused"));
    }
}
