package dev.codeagent.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.persistence.contract.EarlierSchema;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SchemaMigratorTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private static SchemaMigrator migrator(String url, String user, boolean migrationAllowed) {
        return new SchemaMigrator(new DatabaseAddress(url, user), SHORT, migrationAllowed);
    }

    private static void migrate(SchemaMigrator migrator, DataSource source) {
        DatabaseType database = source instanceof SQLiteDataSource ? DatabaseType.SQLITE : DatabaseType.POSTGRESQL;
        migrator.awaitDatabase(source);
        migrator.migrate(source, database, database.migrationsLocation());
    }

    private static int rows(DataSource source, String query) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @RepeatedTest(20)
    void onlyOneOfTwoServersMigrates() throws Exception {
        String database = EmbeddedDatabase.create();
        var barrier = new CyclicBarrier(2);
        Callable<String> server = () -> {
            DataSource source = EmbeddedDatabase.dataSource(database);
            SchemaMigrator migrator = migrator(EmbeddedDatabase.jdbcUrl(database), "postgres", true);
            barrier.await();
            migrate(migrator, source);
            migrator.migrate(source, DatabaseType.POSTGRESQL, DatabaseType.CREDENTIALS_LOCATION);
            return "ready";
        };
        try (var servers = Executors.newFixedThreadPool(2)) {
            for (Future<String> end :
                    servers.invokeAll(Stream.of(server, server).toList())) {
                assertThat(end.get()).isEqualTo("ready");
            }
        }

        DataSource source = EmbeddedDatabase.dataSource(database);
        assertThat(rows(source, "SELECT count(*) FROM flyway_schema_history WHERE success"))
                .isEqualTo(EarlierSchema.NEWEST);
        assertThat(rows(source, "SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
                .isZero();
        assertThat(rows(source, "SELECT count(*) FROM credential_schema_history WHERE script LIKE 'V%'"))
                .isEqualTo(1);
    }

    @Test
    void reportsAFailedLogin() {
        String database = EmbeddedDatabase.create();
        EmbeddedDatabase.execute(database, "CREATE ROLE limited");
        String url = EmbeddedDatabase.jdbcUrl(database);

        assertThatThrownBy(() -> migrate(
                        migrator(url, "limited", true), EmbeddedDatabase.dataSource(url, "limited", "sekret-word")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("rejects the user 'limited'")
                .hasMessageContaining("database.password")
                .hasMessageNotContaining("sekret-word");
    }

    @Test
    void reportsAMissingDatabase() {
        String url = EmbeddedDatabase.jdbcUrl("nowhere");

        assertThatThrownBy(() -> migrate(migrator(url, "postgres", true), EmbeddedDatabase.dataSource("nowhere")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("\"nowhere\" does not exist")
                .hasMessageContaining("createdb");
    }

    @Test
    void reportsAnUnknownHost() {
        String url = "jdbc:postgresql://no-such-host.invalid/x";

        assertThatThrownBy(() -> migrate(migrator(url, "u", true), EmbeddedDatabase.dataSource(url, "u", "p")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("cannot resolve the host of PostgreSQL at no-such-host.invalid/x")
                .hasMessageContaining("database.url");
    }

    @Test
    void reportsAnUnreachableDatabaseAfterTheTimeout() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/codeagent?user=x";

        assertThatThrownBy(() -> migrate(migrator(url, "u", true), EmbeddedDatabase.dataSource(url, "u", "p")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("PostgreSQL at 127.0.0.1:" + port + "/codeagent does not answer")
                .hasMessageContaining("after 1 s; start it, or correct database.url");
        assertThat(System.getProperty(StartupStatus.PROGRESS_PROPERTY))
                .contains("waiting for PostgreSQL at 127.0.0.1:" + port);
    }

    @Test
    void rejectsTheSchemaOfANewerProgram() {
        String database = EmbeddedDatabase.create();
        String url = EmbeddedDatabase.jdbcUrl(database);
        migrate(migrator(url, "postgres", true), EmbeddedDatabase.dataSource(database));
        EmbeddedDatabase.execute(
                database,
                "INSERT INTO flyway_schema_history VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true)");

        assertThatThrownBy(() -> migrate(migrator(url, "postgres", true), EmbeddedDatabase.dataSource(database)))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("schema version 99, which is newer than this program");
    }

    @Test
    void doesNotMigrateWhenMigrationIsDisabled() throws SQLException {
        SQLiteDataSource source = sqlite("old.db");
        SchemaMigrator migrationDisabled = migrator(source.getUrl(), "", false);

        assertThatThrownBy(() -> migrate(migrationDisabled, source))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("SQLite in " + folder.resolve("old.db"))
                .hasMessageContaining("has schema version none, this program needs " + EarlierSchema.NEWEST)
                .hasMessageContaining("database.migrate");
        migrate(migrator(source.getUrl(), "", true), source);
        migrate(migrationDisabled, source);

        assertThat(rows(source, "SELECT count(*) FROM run")).isZero();
    }

    @Test
    void rejectsADatabaseOfAnotherProgram() {
        String database = EmbeddedDatabase.create();
        EmbeddedDatabase.execute(database, "CREATE TABLE theirs (x INTEGER)");

        assertThatThrownBy(() -> migrate(
                        migrator(EmbeddedDatabase.jdbcUrl(database), "postgres", true),
                        EmbeddedDatabase.dataSource(database)))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("contains tables of another program");
    }

    @Test
    void reportsAFileThatIsNotADatabase() throws IOException {
        Files.writeString(
                folder.resolve("no.db"), "This is not a database, and it is long enough to be read. ".repeat(40));
        SQLiteDataSource source = sqlite("no.db");

        assertThatThrownBy(() -> migrate(migrator(source.getUrl(), "", true), source))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("SQLite in " + folder.resolve("no.db"))
                .hasMessageContaining("file is not a database");
    }

    private SQLiteDataSource sqlite(String name) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve(name));
        return source;
    }
}
