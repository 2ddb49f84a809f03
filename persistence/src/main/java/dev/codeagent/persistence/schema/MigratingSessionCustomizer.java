package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.DurationFormat;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.persistence.config.SessionCustomizer;
import org.eclipse.persistence.sessions.Session;

/**
 * Migrates both databases when the first persistence unit is deployed, after a restored copy was repaired. This is the
 * first time that the application connects to its database, and no bean exists yet. If the database is not available,
 * the wait must happen here, or the deployment fails. It does not use the connection pool of the container, because the
 * pool logs a long text for each failed connection.
 */
public final class MigratingSessionCustomizer implements SessionCustomizer {
    private static boolean done;

    @Override
    public void customize(Session session) {
        synchronized (MigratingSessionCustomizer.class) {
            if (!done) {
                migrate(ConfigProvider.getConfig());
                done = true;
            }
        }
    }

    private static void migrate(Config config) {
        String main = config.getValue("codeagent.db.url", String.class);
        try {
            DataDirectoryPreparation.prepare(config);
            migrateDatabase(config, main, DatabaseType.of(main).migrationsLocation());
            migrateDatabase(
                    config,
                    config.getValue("codeagent.credentials.url", String.class),
                    DatabaseType.CREDENTIALS_LOCATION);
        } catch (AgentException e) {
            StartupStatus.reportFailure(e.getMessage());
            throw e;
        }
    }

    private static void migrateDatabase(Config config, String url, String location) {
        String user = config.getValue("codeagent.db.user", String.class);
        DatabaseType database = DatabaseType.of(url);
        DataSource source =
                database.createDataSource(url, user, config.getValue("codeagent.db.password", String.class));
        var migrator = new SchemaMigrator(
                new DatabaseAddress(url, user),
                DurationFormat.parse(
                        "database.wait",
                        config.getOptionalValue("database.wait", String.class).orElse("60s")),
                config.getOptionalValue("database.migrate", Boolean.class).orElse(true));
        migrator.awaitDatabase(source);
        migrator.migrate(source, database, location);
    }
}
