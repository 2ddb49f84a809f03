package dev.codeagent.persistence.schema;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** The system's own database, on the newest schema: {@link MigratingSessionCustomizer} brought it there before any bean was made. */
@ApplicationScoped
public class MainDatabase {
    @Resource(lookup = "java:app/jdbc/codeagent")
    private DataSource dataSource;

    public DataSource dataSource() {
        return dataSource;
    }

    public DatabaseType type() {
        return DatabaseType.of(ConfigProvider.getConfig().getValue("codeagent.db.url", String.class));
    }

    /** Migrates the system's own tables of a database that answers. */
    public static void migrate(DatabaseType database, DataSource source) {
        var migrator = new SchemaMigrator(new DatabaseAddress("the database", "its user"), Duration.ZERO, true);
        migrator.awaitDatabase(source);
        migrator.migrate(source, database, database.migrationsLocation());
    }
}
