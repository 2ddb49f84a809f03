package dev.codeagent.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;

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

class DatabaseTrialTest {
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

    private static void migrate(DataSource source, Database database, String location) {
        new SchemaUpdate(new DatabaseAddress("jdbc:x", ""), Duration.ofSeconds(9), true)
                .apply(source, database, location);
    }

    private static String found(Map<String, String> settings) {
        Map<String, String> trial = DatabaseTrial.of(settings);
        assertThat(trial).containsOnlyKeys(DatabaseTrial.FOUND);
        return trial.get(DatabaseTrial.FOUND);
    }

    private static String refused(Map<String, String> settings) {
        Map<String, String> trial = DatabaseTrial.of(settings);
        assertThat(trial).containsOnlyKeys(DatabaseTrial.REFUSED);
        return trial.get(DatabaseTrial.REFUSED);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void tellsHowFarAPostgresIsAndMakesNothingInIt() throws SQLException {
        String name = EmbeddedDatabase.create();
        String url = EmbeddedDatabase.url(name);
        Map<String, String> settings = postgres(url + "?connectTimeout=5", "postgres");
        String shown = "PostgreSQL at " + url.substring("jdbc:postgresql://".length()) + ", version ";

        assertThat(found(settings)).startsWith(shown).endsWith(", empty; the first start makes its tables");
        assertThat(tables(name)).isZero();
        migrate(EmbeddedDatabase.source(name), Database.POSTGRESQL, Database.POSTGRESQL.migrations());
        migrate(EmbeddedDatabase.source(name), Database.POSTGRESQL, Database.CREDENTIALS);

        assertThat(found(settings)).startsWith(shown).endsWith(", schema 2");
    }

    private static int tables(String database) throws SQLException {
        try (var connection = EmbeddedDatabase.source(database).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void saysWhatTheStartWouldRefuse() {
        String name = EmbeddedDatabase.create();
        String url = EmbeddedDatabase.url(name);
        EmbeddedDatabase.execute(name, "CREATE ROLE knocks_" + name);
        EmbeddedDatabase.execute(name, "CREATE ROLE reads_" + name + " LOGIN");
        EmbeddedDatabase.execute(name, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");

        assertThat(refused(postgres(url, "knocks_" + name)))
                .contains("refuses the user 'knocks_" + name + "'", "correct database.user and database.password")
                .doesNotContain("sekret-word");
        assertThat(refused(postgres(url, "reads_" + name)))
                .contains("permission denied for schema public", "grant the user 'reads_" + name + "'");
        assertThat(refused(postgres(EmbeddedDatabase.url("nowhere"), "postgres")))
                .contains("\"nowhere\" does not exist", "createdb");
        EmbeddedDatabase.execute(name, "CREATE TABLE theirs (x INTEGER)");
        assertThat(refused(postgres(url, "postgres"))).contains("holds tables of another program");
    }

    @Test
    void knowsTheSchemaOfANewerProgramAndOneThatMayNotChange() {
        String name = EmbeddedDatabase.create();
        Map<String, String> settings = postgres(EmbeddedDatabase.url(name), "postgres");
        settings.put("database.migrate", "false");

        assertThat(refused(settings)).contains("schema version none, this program needs 2", "database.migrate");
        migrate(EmbeddedDatabase.source(name), Database.POSTGRESQL, Database.POSTGRESQL.migrations());
        EmbeddedDatabase.execute(name, "DELETE FROM flyway_schema_history WHERE version = '2'");
        assertThat(found(postgres(EmbeddedDatabase.url(name), "postgres")))
                .endsWith(", schema 1, which the start brings to 2");
        EmbeddedDatabase.execute(
                name,
                "INSERT INTO flyway_schema_history VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true)");

        assertThat(refused(settings)).contains("schema version 99, which is newer than this program");
    }

    @Test
    void readsAFileAndLeavesItAlone() throws Exception {
        assertThat(found(sqlite())).isEqualTo("SQLite in " + file() + ", which the first start makes");
        assertThat(files()).isEmpty();
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file() + "?journal_mode=WAL");
        migrate(source, Database.SQLITE, Database.SQLITE.migrations());
        byte[] before = Files.readAllBytes(file());

        assertThat(found(sqlite()))
                .startsWith("SQLite in " + file() + ", version 3.")
                .endsWith(", schema 2");

        assertThat(files()).containsExactly(file());
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void doesNotJudgeAFileThatHasChangesBesideIt() throws Exception {
        Files.writeString(file(), "SQLite format 3");
        Files.writeString(Path.of(file() + "-wal"), "changes");

        assertThat(found(sqlite())).contains("which the start brings up to date");
        assertThat(Path.of(file() + "-wal")).hasContent("changes");
    }

    @Test
    void saysThatAFileIsDamaged() throws Exception {
        Files.writeString(file(), "This is no database, and it is long enough to be read. ".repeat(40));

        assertThat(refused(sqlite())).contains("SQLite in " + file(), "file is not a database");
    }
}
