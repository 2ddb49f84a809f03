package dev.codeagent.persistence.schema;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** The main database, with the newest schema: {@link MigratingSessionCustomizer} migrates it before any bean starts. */
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

    /** Migrates the main tables of a database that is available. */
    public static void migrate(DatabaseType database, DataSource source) {
        var migrator = new SchemaMigrator(new DatabaseAddress("the database", "its user"), Duration.ZERO, true);
        migrator.awaitDatabase(source);
        migrator.migrate(source, database, database.migrationsLocation());
    }
}
