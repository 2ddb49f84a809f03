package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {
    private static final String URL = "CODEAGENT_DATABASE_URL";
    private static final String USER = "CODEAGENT_DATABASE_USER";

    @TempDir
    Path folder;

    private DatabaseSettings settings(Map<String, String> environment) {
        return DatabaseSettings.of(Configuration.read(Optional.empty(), folder, environment));
    }

    private Map<String, String> properties(Map<String, String> environment) {
        return settings(environment).systemProperties(folder.resolve("codeagent.db"), folder.resolve("credentials.db"));
    }

    @Test
    void defaultsToSqliteInTwoFiles() {
        Map<String, String> properties = properties(Map.of());

        assertThat(properties.get("codeagent.db.class")).isEqualTo("org.sqlite.SQLiteDataSource");
        assertThat(properties.get("codeagent.db.url"))
                .startsWith("jdbc:sqlite:" + folder.resolve("codeagent.db") + "?")
                .contains("journal_mode=WAL", "synchronous=FULL", "transaction_mode=IMMEDIATE");
        assertThat(properties.get("codeagent.credentials.url")).contains("credentials.db");
    }

    @Test
    void usesPostgresqlForBothWhenAUrlIsSet() {
        Map<String, String> properties = properties(
                Map.of(URL, "postgresql://db:5433/team", USER, "app", "CODEAGENT_DATABASE_PASSWORD", "a b:c@d/ü"));

        assertThat(properties.get("codeagent.db.class")).isEqualTo("org.postgresql.ds.PGSimpleDataSource");
        assertThat(properties.get("codeagent.db.url"))
                .startsWith("jdbc:postgresql://db:5433/team?")
                .contains("socketTimeout=60", "connectTimeout=5")
                .isEqualTo(properties.get("codeagent.credentials.url"));
        assertThat(properties.get("codeagent.db.user")).isEqualTo("app");
        assertThat(properties.get("codeagent.db.password")).isEqualTo("a b:c@d/ü");
    }

    @Test
    void doesNotOverrideParametersOfTheUrl() {
        String url = properties(
                        Map.of(URL, "jdbc:postgresql://db/team?socketTimeout=5&sslmode=verify-full", USER, "app"))
                .get("codeagent.db.url");

        assertThat(url)
                .startsWith("jdbc:postgresql://db/team?socketTimeout=5&sslmode=verify-full&")
                .doesNotContain("socketTimeout=60");
    }

    @Test
    void readsThePasswordFromAFileBesideTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("secret"), "from-file\n");

        assertThat(properties(Map.of(
                        URL, "jdbc:postgresql://db/team", USER, "app", "CODEAGENT_DATABASE_PASSWORDFILE", "secret")))
                .containsEntry("codeagent.db.password", "from-file");
    }

    @Test
    void reportsAMissingPasswordFile() {
        assertThatThrownBy(() -> settings(Map.of(
                        URL, "jdbc:postgresql://db/team", USER, "app", "CODEAGENT_DATABASE_PASSWORDFILE", "none")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("database.passwordFile is " + folder.resolve("none"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql://db/team | must be jdbc:postgresql://HOST:PORT/DATABASE",
                "jdbc:postgresql:team | must be jdbc:postgresql://HOST:PORT/DATABASE",
                "jdbc:postgresql://db | must name a host and a database",
                "jdbc:postgresql://db/ | must name a host and a database",
                "jdbc:postgresql:///team | must name a host and a database",
                "postgresql://u:sekret@my_db/team | holds a user or a password",
                "jdbc:postgresql://u:sekret@db/team | holds a user or a password",
                "jdbc:postgresql://db/team?password=sekret | holds a user or a password",
                "jdbc:postgresql://d b/team | not an address",
            })
    void reportsAnInvalidUrlWithoutSecrets(String url, String message) {
        assertThatThrownBy(() -> settings(Map.of(URL, url, USER, "app")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("sekret");
    }

    @Test
    void requiresAUser() {
        assertThatThrownBy(() -> settings(Map.of(URL, "jdbc:postgresql://db/team")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("database.user");
    }

    @Test
    void showsNoPassword() {
        assertThat(settings(Map.of(
                                URL,
                                "jdbc:postgresql://db/team?x=1",
                                USER,
                                "app",
                                "CODEAGENT_DATABASE_PASSWORD",
                                "sekret"))
                        .toString())
                .isEqualTo("jdbc:postgresql://db/team?…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://my_db:5432/team", "jdbc:postgresql://one:5432,two:5433/team"})
    void acceptsContainerNamesAndSeveralHosts(String url) {
        assertThat(properties(Map.of(URL, url, USER, "app")).get("codeagent.db.url"))
                .startsWith(url + "?");
    }
}
