package dev.codeagent.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.persistence.contract.EarlierSchema;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class DatabaseProbeTest {
    @TempDir
    Path folder;

    private static Map<String, String> postgres(String url, String user) {
        return new HashMap<>(Map.of(
                "codeagent.db.url", url,
                "codeagent.credentials.url", url,
                "codeagent.db.user", user,
                "codeagent.db.password", "sekret-word"));
    }

    private Map<String, String> sqlite() {
        return Map.of(
                "codeagent.db.url",
                "jdbc:sqlite:" + file() + "?journal_mode=WAL",
                "codeagent.credentials.url",
                "jdbc:sqlite:" + folder.resolve("credentials.db") + "?journal_mode=WAL",
                "codeagent.db.user",
                "none",
                "codeagent.db.password",
                "none");
    }

    private Path file() {
        return folder.resolve("a file % of ours.db");
    }

    private static void migrate(DataSource source, DatabaseType database, String location) {
        new SchemaMigrator(new DatabaseAddress("jdbc:x", ""), Duration.ofSeconds(9), true)
                .migrate(source, database, location);
    }

    private static String probeFound(Map<String, String> settings) {
        Map<String, String> result = DatabaseProbe.run(settings);
        assertThat(result).containsOnlyKeys(DatabaseProbe.FOUND);
        return result.get(DatabaseProbe.FOUND);
    }

    private static String probeRefused(Map<String, String> settings) {
        Map<String, String> result = DatabaseProbe.run(settings);
        assertThat(result).containsOnlyKeys(DatabaseProbe.REFUSED);
        return result.get(DatabaseProbe.REFUSED);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void reportsTheSchemaVersionOfPostgresAndChangesNothing() throws SQLException {
        String name = EmbeddedDatabase.create();
        String url = EmbeddedDatabase.jdbcUrl(name);
        Map<String, String> settings = postgres(url + "?connectTimeout=5", "postgres");
        String prefix = "PostgreSQL at " + url.substring("jdbc:postgresql://".length()) + ", version ";

        assertThat(probeFound(settings)).startsWith(prefix).endsWith(", empty; the first start creates its tables");
        assertThat(tables(name)).isZero();
        migrate(
                EmbeddedDatabase.dataSource(name),
                DatabaseType.POSTGRESQL,
                DatabaseType.POSTGRESQL.migrationsLocation());
        migrate(EmbeddedDatabase.dataSource(name), DatabaseType.POSTGRESQL, DatabaseType.CREDENTIALS_LOCATION);

        assertThat(probeFound(settings)).startsWith(prefix).endsWith(", schema " + EarlierSchema.NEWEST);
    }

    private static int tables(String database) throws SQLException {
        try (var connection = EmbeddedDatabase.dataSource(database).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void reportsWhyAStartWouldFail() {
        String name = EmbeddedDatabase.create();
        String url = EmbeddedDatabase.jdbcUrl(name);
        EmbeddedDatabase.execute(name, "CREATE ROLE nologin_" + name);
        EmbeddedDatabase.execute(name, "CREATE ROLE reader_" + name + " LOGIN");
        EmbeddedDatabase.execute(name, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");

        assertThat(probeRefused(postgres(url, "nologin_" + name)))
                .contains("rejects the user 'nologin_" + name + "'", "correct database.user and database.password")
                .doesNotContain("sekret-word");
        assertThat(probeRefused(postgres(url, "reader_" + name)))
                .contains("permission denied for schema public", "grant the user 'reader_" + name + "'");
        assertThat(probeRefused(postgres(EmbeddedDatabase.jdbcUrl("nowhere"), "postgres")))
                .contains("\"nowhere\" does not exist", "createdb");
        EmbeddedDatabase.execute(name, "CREATE TABLE theirs (x INTEGER)");
        assertThat(probeRefused(postgres(url, "postgres"))).contains("contains tables of another program");
    }

    @Test
    void rejectsANewerSchemaAndOneThatMayNotBeMigrated() {
        String name = EmbeddedDatabase.create();
        Map<String, String> settings = postgres(EmbeddedDatabase.jdbcUrl(name), "postgres");
        settings.put("database.migrate", "false");

        assertThat(probeRefused(settings))
                .contains("schema version none, this program needs " + EarlierSchema.NEWEST, "database.migrate");
        migrate(
                EmbeddedDatabase.dataSource(name),
                DatabaseType.POSTGRESQL,
                DatabaseType.POSTGRESQL.migrationsLocation());
        EmbeddedDatabase.execute(
                name, "DELETE FROM flyway_schema_history WHERE version = '" + EarlierSchema.NEWEST + "'");
        assertThat(probeFound(postgres(EmbeddedDatabase.jdbcUrl(name), "postgres")))
                .endsWith(", schema " + (EarlierSchema.NEWEST - 1) + ", which the next start migrates to "
                        + EarlierSchema.NEWEST);
        EmbeddedDatabase.execute(
                name,
                "INSERT INTO flyway_schema_history VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true)");

        assertThat(probeRefused(settings)).contains("schema version 99, which is newer than this program");
    }

    @Test
    void readsASqliteFileWithoutChangingIt() throws Exception {
        assertThat(probeFound(sqlite())).isEqualTo("SQLite in " + file() + ", which is created on the first start");
        assertThat(files()).isEmpty();
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file() + "?journal_mode=WAL");
        migrate(source, DatabaseType.SQLITE, DatabaseType.SQLITE.migrationsLocation());
        byte[] before = Files.readAllBytes(file());

        assertThat(probeFound(sqlite()))
                .startsWith("SQLite in " + file() + ", version 3.")
                .endsWith(", schema " + EarlierSchema.NEWEST);

        assertThat(files()).containsExactly(file());
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void doesNotProbeAFileWithPendingWal() throws Exception {
        Files.writeString(file(), "SQLite format 3");
        Files.writeString(Path.of(file() + "-wal"), "changes");

        assertThat(probeFound(sqlite())).contains("which the next start updates");
        assertThat(Path.of(file() + "-wal")).hasContent("changes");
    }

    @Test
    void reportsADamagedFile() throws Exception {
        Files.writeString(file(), "This is not a database, and it is long enough to be read. ".repeat(40));

        assertThat(probeRefused(sqlite())).contains("SQLite in " + file(), "file is not a database");
    }
}
