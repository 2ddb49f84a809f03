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
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * What a start would find of its databases, without one: they are asked, and nothing in them changes. The server's program
 * calls it by its name, because it shares no class with the application.
 */
public final class DatabaseTrial {
    /** The key of what was found, in the words of people. */
    public static final String FOUND = "found";
    /** The key of why the start would end, instead. */
    public static final String REFUSED = "refused";

    private final Map<String, String> settings;

    private DatabaseTrial(Map<String, String> settings) {
        this.settings = settings;
    }

    /** @param settings the properties that the application reads, as {@link SchemaCustomizer} does */
    public static Map<String, String> of(Map<String, String> settings) {
        var trial = new DatabaseTrial(settings);
        String main = settings.get("codeagent.db.url");
        try {
            String found = trial.look(main, Database.of(main).migrations());
            trial.look(settings.get("codeagent.credentials.url"), Database.CREDENTIALS);
            return Map.of(FOUND, found);
        } catch (AgentException e) {
            return Map.of(REFUSED, e.getMessage());
        }
    }

    private String look(String url, String location) {
        if (Database.of(url) == Database.POSTGRESQL) {
            return look(url, url, location);
        }
        Path file = Path.of(url.replaceFirst("^jdbc:sqlite:", "").replaceFirst("\\?.*$", ""));
        String shown = new DatabaseAddress(url, "").shown();
        if (!Files.exists(file)) {
            return shown + ", which the first start makes";
        }
        Path log = Path.of(file + "-wal");
        if (Files.exists(log) && log.toFile().length() > 0) {
            return shown + ", which the start brings up to date from what its last server has left beside it";
        }
        // Whoever closes it as the last one changes the file, but not with this parameter (SQLite: URI Filenames).
        return look(url, "jdbc:sqlite:" + file.toUri() + "?immutable=1", location);
    }

    /** @param asked the address with which the one in the settings is asked */
    private String look(String url, String asked, String location) {
        Database database = Database.of(url);
        String user = settings.get("codeagent.db.user");
        var address = new DatabaseAddress(url, user);
        DataSource source = database.open(asked, user, settings.get("codeagent.db.password"));
        try (Connection connection = source.getConnection()) {
            Migrations.Standing standing = Migrations.of(address, source, database, location)
                    .standing(Boolean.parseBoolean(settings.getOrDefault("database.migrate", "true")));
            if (standing.old()) {
                requireRoom(connection, address, standing);
            }
            return address.shown() + ", version " + connection.getMetaData().getDatabaseProductVersion()
                    + words(standing);
        } catch (SQLException | FlywayException e) {
            throw failed(
                    StorageErrors.away(e)
                            ? address.shown() + " does not answer (" + StorageErrors.cause(e)
                                    + "); start it, or correct database.url"
                            : address.explain(e));
        }
    }

    private static String words(Migrations.Standing standing) {
        if (standing.empty()) {
            return ", empty; the first start makes its tables";
        }
        return ", schema " + standing.from() + (standing.old() ? ", which the start brings to " + standing.to() : "");
    }

    /** What is known only by trying it, looked at before: whether there is a place of its own for the tables. */
    private static void requireRoom(Connection connection, DatabaseAddress address, Migrations.Standing standing)
            throws SQLException {
        if (!standing.shared() && holdsTables(connection)) {
            throw failed(address.taken());
        }
        if (Database.of(address.url()) == Database.POSTGRESQL && !mayCreate(connection)) {
            throw failed(address.closed("permission denied for schema " + connection.getSchema()));
        }
    }

    private static boolean holdsTables(Connection connection) throws SQLException {
        DatabaseMetaData about = connection.getMetaData();
        String[] kinds = {"TABLE", "PARTITIONED TABLE", "VIEW"};
        try (ResultSet tables = about.getTables(connection.getCatalog(), connection.getSchema(), "%", kinds)) {
            return tables.next();
        }
    }

    private static boolean mayCreate(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT has_schema_privilege(current_schema(), 'CREATE')")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static AgentException failed(String words) {
        return new AgentException(ErrorCode.STORAGE_FAILED, words);
    }
}
