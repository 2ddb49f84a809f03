package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings a database to the schema that this program needs: waits for one that is away, refuses one that a newer program
 * has changed, and lets one server migrate at a time.
 */
final class SchemaUpdate {
    private static final long LOOK_EVERY_MILLIS = 500;
    /** The number under which servers take turns; any that nothing else of this database uses. */
    private static final long LOCK = 0x636f646561676e74L;

    private final DatabaseAddress address;
    private final Duration patience;
    private final boolean allowed;

    /**
     * @param patience how long to wait for a database that does not answer
     * @param allowed whether an older schema may be changed
     */
    SchemaUpdate(DatabaseAddress address, Duration patience, boolean allowed) {
        this.address = address;
        this.patience = patience;
        this.allowed = allowed;
    }

    /** Returns when the database answers. */
    void await(DataSource source) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try (Connection connection = source.getConnection()) {
                connection.getMetaData();
                return;
            } catch (SQLException e) {
                if (!StorageErrors.away(e)) {
                    throw failed(address.explain(e), e);
                }
                if (System.nanoTime() > deadline) {
                    throw failed(
                            address.shown() + " does not answer (" + StorageErrors.cause(e) + ") after "
                                    + patience.toSeconds() + " s; start it, or correct database.url",
                            e);
                }
                StartReport.note("waiting for " + address.shown() + " (" + StorageErrors.cause(e) + "), at most "
                        + patience.toSeconds() + " s");
            }
            pause();
        }
    }

    /** Migrates what lies in {@code location}, while no other server does. */
    void apply(DataSource source, Database database, String location) {
        if (database == Database.SQLITE) {
            update(Migrations.of(
                    address, source, database, location)); // The data directory's lock keeps other servers away.
            return;
        }
        try (Connection connection = source.getConnection()) {
            awaitTurn(connection);
            try {
                update(Migrations.of(address, source, database, location));
            } finally {
                execute(connection, "SELECT pg_advisory_unlock(" + LOCK + ")");
            }
        } catch (SQLException e) {
            throw failed(address.explain(e), e);
        }
    }

    private void awaitTurn(Connection connection) throws SQLException {
        while (!execute(connection, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
            StartReport.note("waiting for another server that brings " + address.shown() + " to the newest schema");
            pause();
        }
    }

    /** The truth of the one row that is answered. */
    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private void update(Migrations migrations) {
        try {
            Migrations.Standing standing = migrations.standing(allowed);
            var done = migrations.migrate();
            if (done.migrationsExecuted > 0 && !standing.empty()) {
                StartReport.note(address.shown() + " was brought from schema version " + standing.from() + " to "
                        + done.targetSchemaVersion);
            }
        } catch (FlywayException e) {
            throw failed(explain(e), e);
        }
    }

    private String explain(FlywayException e) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (first.contains("non-empty schema")) {
            return address.taken();
        }
        if (StorageErrors.innermost(e).isEmpty()) {
            return address.shown() + " could not be brought to the newest schema: " + first;
        }
        return address.explain(e);
    }

    private static AgentException failed(String words, Exception cause) {
        return new AgentException(ErrorCode.STORAGE_FAILED, words, cause);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted while waiting for the database", e);
        }
    }
}
