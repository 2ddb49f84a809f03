package dev.codeagent.persistence.contract;

import dev.codeagent.persistence.schema.DatabaseType;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** An embedded PostgreSQL server, started once for all tests; each test creates its own databases. */
public final class EmbeddedDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private EmbeddedDatabase() {}

    private static EmbeddedPostgres start() {
        try {
            Logger.getLogger("io.zonky.test.db").setLevel(Level.WARNING);
            EmbeddedPostgres server = EmbeddedPostgres.builder().start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates an empty database and returns its name. */
    public static String create() {
        String name = "codeagent" + COUNT.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return name;
    }

    public static DataSource dataSource(String database) {
        return SERVER.getDatabase("postgres", database);
    }

    /** A data source with any user, for tests of wrong settings. */
    public static DataSource dataSource(String url, String user, String password) {
        return DatabaseType.POSTGRESQL.createDataSource(url, user, password);
    }

    /** Closes all connections to the database and rejects new ones, or allows them again. */
    public static void setUnavailable(String database, boolean unavailable) {
        execute("postgres", "ALTER DATABASE " + database + " ALLOW_CONNECTIONS " + !unavailable);
        if (unavailable) {
            execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        }
    }

    public static String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + SERVER.getPort() + "/" + database;
    }

    public static void execute(String database, String sql) {
        try (Connection connection = dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
