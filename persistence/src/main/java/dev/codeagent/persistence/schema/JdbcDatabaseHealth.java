package dev.codeagent.persistence.schema;

import dev.codeagent.api.storage.DatabaseHealth;
import dev.codeagent.api.wire.ErrorResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Checks the main database with standard JDBC calls and the migration table of Flyway. */
@ApplicationScoped
public class JdbcDatabaseHealth implements DatabaseHealth {
    private static final int TIMEOUT_SECONDS = 3;
    private static final String NEWEST_MIGRATION =
            "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC";

    private final Supplier<DataSource> dataSource;

    @Inject
    public JdbcDatabaseHealth(MainDatabase mainDatabase) {
        this(mainDatabase::dataSource);
    }

    /** @param dataSource may throw if the database cannot be migrated */
    public JdbcDatabaseHealth(Supplier<DataSource> dataSource) {
        this.dataSource = dataSource;
    }

    /** For the CDI client proxy. */
    protected JdbcDatabaseHealth() {
        this(() -> {
            throw new IllegalStateException("a client proxy has no database");
        });
    }

    @Override
    public Status status() {
        try (Connection connection = dataSource.get().getConnection()) {
            if (!connection.isValid(TIMEOUT_SECONDS)) {
                return Status.down("it does not answer within " + TIMEOUT_SECONDS + " s");
            }
            DatabaseMetaData metadata = connection.getMetaData();
            return Status.up(
                    metadata.getDatabaseProductName(), metadata.getDatabaseProductVersion(), schemaVersion(connection));
        } catch (SQLException | RuntimeException e) {
            String message = ErrorResponse.findAgentException(e)
                    .map(Throwable::getMessage)
                    .orElse(String.valueOf(e.getMessage()));
            return Status.down(message.lines().findFirst().orElse("it does not answer"));
        }
    }

    private static String schemaVersion(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement()) {
            select.setQueryTimeout(TIMEOUT_SECONDS);
            select.setMaxRows(1);
            try (ResultSet rows = select.executeQuery(NEWEST_MIGRATION)) {
                return rows.next() ? rows.getString(1) : "none";
            }
        }
    }
}
