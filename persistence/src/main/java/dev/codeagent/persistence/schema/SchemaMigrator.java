package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * Migrates a database to the schema that this program needs: waits for a database that is not available, rejects a
 * schema of a newer program, and lets one server migrate at a time.
 */
final class SchemaMigrator {
    private static final long POLL_INTERVAL_MILLIS = 500;
    /** The key of the advisory lock that servers take in turn; any number that nothing else in this database uses. */
    private static final long ADVISORY_LOCK_KEY = 0x636f646561676e74L;

    private final DatabaseAddress address;
    private final Duration timeout;
    private final boolean migrationAllowed;

    /**
     * @param timeout how long to wait for a database that does not answer
     * @param migrationAllowed whether an older schema may be changed
     */
    SchemaMigrator(DatabaseAddress address, Duration timeout, boolean migrationAllowed) {
        this.address = address;
        this.timeout = timeout;
        this.migrationAllowed = migrationAllowed;
    }

    /** Returns when the database answers. */
    void awaitDatabase(DataSource source) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try (Connection connection = source.getConnection()) {
                connection.getMetaData();
                return;
            } catch (SQLException e) {
                if (!StorageErrors.isUnavailable(e)) {
                    throw failed(address.explain(e), e);
                }
                if (System.nanoTime() > deadline) {
                    throw failed(
                            address.displayName() + " does not answer (" + StorageErrors.causeMessage(e) + ") after "
                                    + timeout.toSeconds() + " s; start it, or correct database.url",
                            e);
                }
                StartupStatus.reportProgress("waiting for " + address.displayName() + " ("
                        + StorageErrors.causeMessage(e) + "), at most " + timeout.toSeconds() + " s");
            }
            sleep();
        }
    }

    /** Runs the migrations in {@code location} while no other server does. */
    void migrate(DataSource source, DatabaseType database, String location) {
        if (database == DatabaseType.SQLITE) {
            applyMigrations(Migrations.of(
                    address, source, database, location)); // The lock of the data directory excludes other servers.
            return;
        }
        try (Connection connection = source.getConnection()) {
            acquireLock(connection);
            try {
                applyMigrations(Migrations.of(address, source, database, location));
            } finally {
                queryBoolean(connection, "SELECT pg_advisory_unlock(" + ADVISORY_LOCK_KEY + ")");
            }
        } catch (SQLException e) {
            throw failed(address.explain(e), e);
        }
    }

    private void acquireLock(Connection connection) throws SQLException {
        while (!queryBoolean(connection, "SELECT pg_try_advisory_lock(" + ADVISORY_LOCK_KEY + ")")) {
            StartupStatus.reportProgress(
                    "waiting for another server that migrates " + address.displayName() + " to the newest schema");
            sleep();
        }
    }

    /** Returns the boolean of the only row. */
    private static boolean queryBoolean(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private void applyMigrations(Migrations migrations) {
        try {
            Migrations.MigrationStatus status = migrations.status(migrationAllowed);
            var result = migrations.migrate();
            if (result.migrationsExecuted > 0 && !status.isEmpty()) {
                StartupStatus.reportProgress(address.displayName() + " was migrated from schema version "
                        + status.currentVersion() + " to " + result.targetSchemaVersion);
            }
        } catch (FlywayException e) {
            throw failed(explain(e), e);
        }
    }

    private String explain(FlywayException e) {
        String firstLine = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (firstLine.contains("non-empty schema")) {
            return address.foreignTablesMessage();
        }
        if (StorageErrors.innermostSqlException(e).isEmpty()) {
            return address.displayName() + " could not be migrated to the newest schema: " + firstLine;
        }
        return address.explain(e);
    }

    private static AgentException failed(String message, Exception cause) {
        return new AgentException(ErrorCode.STORAGE_FAILED, message, cause);
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_INTERVAL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted while waiting for the database", e);
        }
    }
}
