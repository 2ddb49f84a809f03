package dev.codeagent.bench.harness;

import dev.codeagent.persistence.contract.EmbeddedDatabase;
import java.util.List;
import java.util.Map;

/**
 * The database of the benchmark's servers: SQLite, or an embedded PostgreSQL, see the property {@code
 * codeagent.database}.
 */
public final class ServerDatabase {
    public static final String SQLITE = "sqlite";
    public static final String POSTGRESQL = "postgresql";

    private static final String PROPERTY = "codeagent.database";

    private ServerDatabase() {}

    public static void select(String name) {
        if (!List.of(SQLITE, POSTGRESQL).contains(name)) {
            throw new UsageException("--database: '" + name + "' is unknown; use " + SQLITE + " or " + POSTGRESQL);
        }
        System.setProperty(PROPERTY, name);
    }

    public static boolean isPostgres() {
        return System.getProperty(PROPERTY, SQLITE).equals(POSTGRESQL);
    }

    /** Returns the environment variables for a new, empty database of the selected kind; empty for SQLite. */
    public static Map<String, String> newDatabaseEnvironment() {
        return isPostgres() ? environment(EmbeddedDatabase.create()) : Map.of();
    }

    /** Returns the environment variables for a database of the embedded PostgreSQL. */
    public static Map<String, String> environment(String database) {
        return Map.of(
                "CODEAGENT_DATABASE_URL",
                EmbeddedDatabase.jdbcUrl(database),
                "CODEAGENT_DATABASE_USER",
                "postgres",
                "CODEAGENT_DATABASE_PASSWORD",
                "postgres");
    }
}
