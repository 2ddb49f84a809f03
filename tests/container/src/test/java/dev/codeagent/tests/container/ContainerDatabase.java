package dev.codeagent.tests.container;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The PostgreSQL of the container {@code postgresql} in {@code arquillian.launch}. Used on the client side only. */
final class ContainerDatabase {
    private ContainerDatabase() {}

    static boolean isPostgres() {
        return System.getProperty("arquillian.launch", "").equals("postgresql");
    }

    /** Replaces the database of the previous test class by an empty one. */
    static void recreate() {
        try (var connection = Holder.SERVER.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS container WITH (FORCE)");
            statement.execute("CREATE DATABASE container");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create the database of the container", e);
        }
    }

    /** Starts the server on first use, on the port that the container is configured with. */
    private static final class Holder {
        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            Logger.getLogger("io.zonky.test.db").setLevel(Level.WARNING);
            try {
                return EmbeddedPostgres.builder()
                        .setPort(Integer.getInteger("postgres.port"))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
