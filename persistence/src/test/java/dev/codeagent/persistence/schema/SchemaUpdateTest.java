package dev.codeagent.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
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

class SchemaUpdateTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private static SchemaUpdate update(String url, String user, boolean allowed) {
        return new SchemaUpdate(new DatabaseAddress(url, user), SHORT, allowed);
    }

    private static void apply(SchemaUpdate update, DataSource source) {
        Database database = source instanceof SQLiteDataSource ? Database.SQLITE : Database.POSTGRESQL;
        update.await(source);
        update.apply(source, database, database.migrations());
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
    void letsOneOfTwoServersMigrate() throws Exception {
        String database = EmbeddedDatabase.create();
        var together = new CyclicBarrier(2);
        Callable<String> server = () -> {
            DataSource source = EmbeddedDatabase.source(database);
            SchemaUpdate update = update(EmbeddedDatabase.url(database), "postgres", true);
            together.await();
            apply(update, source);
            update.apply(source, Database.POSTGRESQL, Database.CREDENTIALS);
            return "ready";
        };
        try (var servers = Executors.newFixedThreadPool(2)) {
            for (Future<String> end :
                    servers.invokeAll(Stream.of(server, server).toList())) {
                assertThat(end.get()).isEqualTo("ready");
            }
        }

        DataSource source = EmbeddedDatabase.source(database);
        assertThat(rows(source, "SELECT count(*) FROM flyway_schema_history WHERE success"))
                .isEqualTo(2);
        assertThat(rows(source, "SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
                .isZero();
        assertThat(rows(source, "SELECT count(*) FROM credential_schema_history WHERE script LIKE 'V%'"))
                .isEqualTo(1);
    }

    @Test
    void saysWhatIsWrongWithTheLogin() {
        String database = EmbeddedDatabase.create();
        EmbeddedDatabase.execute(database, "CREATE ROLE limited");
        String url = EmbeddedDatabase.url(database);

        assertThatThrownBy(() ->
                        apply(update(url, "limited", true), EmbeddedDatabase.source(url, "limited", "sekret-word")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("refuses the user 'limited'")
                .hasMessageContaining("database.password")
                .hasMessageNotContaining("sekret-word");
    }

    @Test
    void saysThatThereIsNoSuchDatabase() {
        String url = EmbeddedDatabase.url("nowhere");

        assertThatThrownBy(() -> apply(update(url, "postgres", true), EmbeddedDatabase.source("nowhere")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("\"nowhere\" does not exist")
                .hasMessageContaining("createdb");
    }

    @Test
    void saysThatTheHostIsNotKnown() {
        String url = "jdbc:postgresql://no-such-host.invalid/x";

        assertThatThrownBy(() -> apply(update(url, "u", true), EmbeddedDatabase.source(url, "u", "p")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("the host of PostgreSQL at no-such-host.invalid/x is not known")
                .hasMessageContaining("database.url");
    }

    @Test
    void waitsForADatabaseThatIsAwayAndThenSaysSo() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/codeagent?user=x";

        assertThatThrownBy(() -> apply(update(url, "u", true), EmbeddedDatabase.source(url, "u", "p")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("PostgreSQL at 127.0.0.1:" + port + "/codeagent does not answer")
                .hasMessageContaining("after 1 s; start it, or correct database.url");
        assertThat(System.getProperty(StartReport.NOTE)).contains("waiting for PostgreSQL at 127.0.0.1:" + port);
    }

    @Test
    void refusesTheSchemaOfANewerProgram() {
        String database = EmbeddedDatabase.create();
        String url = EmbeddedDatabase.url(database);
        apply(update(url, "postgres", true), EmbeddedDatabase.source(database));
        EmbeddedDatabase.execute(
                database,
                "INSERT INTO flyway_schema_history VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true)");

        assertThatThrownBy(() -> apply(update(url, "postgres", true), EmbeddedDatabase.source(database)))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("schema version 99, which is newer than this program");
    }

    @Test
    void leavesAnOldSchemaAloneWhereItMayNotChangeIt() throws SQLException {
        SQLiteDataSource source = sqlite("old.db");
        SchemaUpdate careful = update(source.getUrl(), "", false);

        assertThatThrownBy(() -> apply(careful, source))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("SQLite in " + folder.resolve("old.db"))
                .hasMessageContaining("has schema version none, this program needs 2")
                .hasMessageContaining("database.migrate");
        apply(update(source.getUrl(), "", true), source);
        apply(careful, source);

        assertThat(rows(source, "SELECT count(*) FROM run")).isZero();
    }

    @Test
    void refusesADatabaseOfAnotherProgram() {
        String database = EmbeddedDatabase.create();
        EmbeddedDatabase.execute(database, "CREATE TABLE theirs (x INTEGER)");

        assertThatThrownBy(() -> apply(
                        update(EmbeddedDatabase.url(database), "postgres", true), EmbeddedDatabase.source(database)))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("holds tables of another program");
    }

    @Test
    void saysThatAFileIsNoDatabase() throws IOException {
        Files.writeString(
                folder.resolve("no.db"), "This is no database, and it is long enough to be read. ".repeat(40));
        SQLiteDataSource source = sqlite("no.db");

        assertThatThrownBy(() -> apply(update(source.getUrl(), "", true), source))
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
