package dev.codeagent.bench.harness;

import dev.codeagent.persistence.contract.EmbeddedDatabase;
import java.util.List;
import java.util.Map;

/** The database that servers work on here: SQLite, or a PostgreSQL of our own where {@code codeagent.database} says so. */
public final class ServerDatabase {
    public static final String SQLITE = "sqlite";
    public static final String POSTGRESQL = "postgresql";

    private static final String PROPERTY = "codeagent.database";

    private ServerDatabase() {}

    public static void select(String name) {
        if (!List.of(SQLITE, POSTGRESQL).contains(name)) {
            throw new UsageException("--database is '" + name + "'; it must be " + SQLITE + " or " + POSTGRESQL);
        }
        System.setProperty(PROPERTY, name);
    }

    public static boolean isPostgres() {
        return System.getProperty(PROPERTY, SQLITE).equals(POSTGRESQL);
    }

    /** What a server's environment says of a new, empty database of the chosen kind. */
    public static Map<String, String> newDatabaseEnvironment() {
        return isPostgres() ? environment(EmbeddedDatabase.create()) : Map.of();
    }

    /** What a server's environment says of a database of the PostgreSQL here. */
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
