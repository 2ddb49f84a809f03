package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * Dry run of the database checks that the server makes on startup; changes nothing in the databases. The start program
 * loads this class by name, because it shares no class with the application.
 */
public final class DatabaseProbe {
    /** The key of the result, a text for people. */
    public static final String FOUND = "found";
    /** The key of the reason why the startup would fail. */
    public static final String REFUSED = "refused";

    private final Map<String, String> settings;

    private DatabaseProbe(Map<String, String> settings) {
        this.settings = settings;
    }

    /** @param settings the properties that {@link MigratingSessionCustomizer} reads in the application */
    public static Map<String, String> run(Map<String, String> settings) {
        var probe = new DatabaseProbe(settings);
        String main = probe.setting("codeagent.db.url");
        try {
            String found = probe.probe(main, DatabaseType.of(main).migrationsLocation());
            probe.probe(probe.setting("codeagent.credentials.url"), DatabaseType.CREDENTIALS_LOCATION);
            return Map.of(FOUND, found);
        } catch (AgentException e) {
            return Map.of(REFUSED, e.getMessage());
        }
    }

    private String setting(String key) {
        return Objects.requireNonNull(settings.get(key), key);
    }

    private String probe(String url, String location) {
        if (DatabaseType.of(url) == DatabaseType.POSTGRESQL) {
            return probe(url, url, location);
        }
        Path file = Path.of(url.replaceFirst("^jdbc:sqlite:", "").replaceFirst("\\?.*$", ""));
        String displayName = new DatabaseAddress(url, "").displayName();
        if (!Files.exists(file)) {
            return displayName + ", which is created on the first start";
        }
        Path wal = Path.of(file + "-wal");
        if (Files.exists(wal) && wal.toFile().length() > 0) {
            return displayName + ", which the next start updates from the write-ahead log of its last server";
        }
        // The last connection that closes changes the file, but not with this parameter (SQLite: URI Filenames).
        return probe(url, "jdbc:sqlite:" + file.toUri() + "?immutable=1", location);
    }

    /** @param connectionUrl the address to connect to instead of {@code url} */
    private String probe(String url, String connectionUrl, String location) {
        DatabaseType database = DatabaseType.of(url);
        String user = setting("codeagent.db.user");
        var address = new DatabaseAddress(url, user);
        DataSource source = database.createDataSource(connectionUrl, user, setting("codeagent.db.password"));
        try (Connection connection = source.getConnection()) {
            Migrations.MigrationStatus status = Migrations.of(address, source, database, location)
                    .status(Boolean.parseBoolean(settings.getOrDefault("database.migrate", "true")));
            if (status.isOutdated()) {
                requireCreatableTables(connection, address, status);
            }
            return address.displayName() + ", version "
                    + connection.getMetaData().getDatabaseProductVersion() + describe(status);
        } catch (SQLException | FlywayException e) {
            throw failed(
                    StorageErrors.isUnavailable(e)
                            ? address.displayName() + " does not answer (" + StorageErrors.causeMessage(e)
                                    + "); start it, or correct database.url"
                            : address.explain(e));
        }
    }

    private static String describe(Migrations.MigrationStatus status) {
        if (status.isEmpty()) {
            return ", empty; the first start creates its tables";
        }
        return ", schema " + status.currentVersion()
                + (status.isOutdated() ? ", which the next start migrates to " + status.requiredVersion() : "");
    }

    /** Checks in advance what a migration would find: whether the tables may be created in this database. */
    private static void requireCreatableTables(
            Connection connection, DatabaseAddress address, Migrations.MigrationStatus status) throws SQLException {
        if (!status.sharedSchema() && hasTables(connection)) {
            throw failed(address.foreignTablesMessage());
        }
        if (DatabaseType.of(address.url()) == DatabaseType.POSTGRESQL && !mayCreateTables(connection)) {
            throw failed(address.missingPrivilegeMessage("permission denied for schema " + connection.getSchema()));
        }
    }

    private static boolean hasTables(Connection connection) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        String[] tableTypes = {"TABLE", "PARTITIONED TABLE", "VIEW"};
        try (ResultSet tables = metadata.getTables(connection.getCatalog(), connection.getSchema(), "%", tableTypes)) {
            return tables.next();
        }
    }

    private static boolean mayCreateTables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT has_schema_privilege(current_schema(), 'CREATE')")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static AgentException failed(String message) {
        return new AgentException(ErrorCode.STORAGE_FAILED, message);
    }
}
