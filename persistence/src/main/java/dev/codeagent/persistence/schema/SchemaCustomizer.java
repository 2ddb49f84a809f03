package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.DurationText;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.persistence.config.SessionCustomizer;
import org.eclipse.persistence.sessions.Session;

/**
 * Brings both databases to the newest schema when the first persistence unit is deployed, after a restored copy was made
 * good. That is the first moment at which the application meets its database, before any bean is made: a database that is
 * away must be waited for here, or the deployment fails. It uses connections of its own, because the container's pool logs
 * each one that fails at length.
 */
public final class SchemaCustomizer implements SessionCustomizer {
    private static boolean done;

    @Override
    public void customize(Session session) {
        synchronized (SchemaCustomizer.class) {
            if (!done) {
                migrate(ConfigProvider.getConfig());
                done = true;
            }
        }
    }

    private static void migrate(Config config) {
        String main = config.getValue("codeagent.db.url", String.class);
        try {
            RestoredData.lay(config);
            update(config, main, Database.of(main).migrations());
            update(config, config.getValue("codeagent.credentials.url", String.class), Database.CREDENTIALS);
        } catch (AgentException e) {
            StartReport.failure(e.getMessage());
            throw e;
        }
    }

    private static void update(Config config, String url, String location) {
        String user = config.getValue("codeagent.db.user", String.class);
        Database database = Database.of(url);
        DataSource source = database.open(url, user, config.getValue("codeagent.db.password", String.class));
        var update = new SchemaUpdate(
                new DatabaseAddress(url, user),
                DurationText.parse(
                        "database.wait",
                        config.getOptionalValue("database.wait", String.class).orElse("60s")),
                config.getOptionalValue("database.migrate", Boolean.class).orElse(true));
        update.await(source);
        update.apply(source, database, location);
    }
}
