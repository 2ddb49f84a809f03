package dev.codeagent.persistence.schema;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** The system's own database, on the newest schema: {@link SchemaCustomizer} brought it there before any bean was made. */
@ApplicationScoped
public class Schema {
    @Resource(lookup = "java:app/jdbc/codeagent")
    private DataSource main;

    public DataSource main() {
        return main;
    }

    public Database database() {
        return Database.of(ConfigProvider.getConfig().getValue("codeagent.db.url", String.class));
    }

    /** Migrates the system's own tables of a database that answers. */
    public static void migrate(Database database, DataSource source) {
        var update = new SchemaUpdate(new DatabaseAddress("the database", "its user"), Duration.ZERO, true);
        update.await(source);
        update.apply(source, database, database.migrations());
    }
}
