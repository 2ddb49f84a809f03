package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings both databases to the newest schema; every store asks it first, so none works on an old one. */
@ApplicationScoped
public class Schema {
    @Resource(lookup = "java:app/jdbc/codeagent")
    private DataSource main;

    @Resource(lookup = "java:app/jdbc/credentials")
    private DataSource credentials;

    @PostConstruct
    void migrate() {
        migrate(main, "classpath:db/sqlite");
        migrate(credentials, "classpath:db/credentials");
    }

    /** Does nothing but make sure that the migration was done. */
    public void ready() {
        // The work is done once, when this bean is made.
    }

    /** The system's database, migrated. */
    public DataSource main() {
        return main;
    }

    public static void migrate(DataSource source, String location) {
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .configuration(Map.of())
                    .dataSource(source)
                    .locations(location)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "the database could not be brought to the newest schema: " + e.getMessage(),
                    e);
        }
    }
}
