package dev.codeagent.persistence.run;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.schema.Database;
import dev.codeagent.persistence.schema.Schema;
import dev.codeagent.persistence.sqlite.SnapshotKeeper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the journal on the system's database. It is never called inside a transaction of the container's. */
@ApplicationScoped
public class JournalProducer {

    @Produces
    @ApplicationScoped
    public RunJournal journal(Schema schema, SnapshotKeeper snapshots) {
        return snapshots.watch(new JdbcRunJournal(schema.main(), node(schema.database())));
    }

    /** A database file has one server, whatever its folder is called; a database server may have many. */
    private static String node(Database database) {
        return switch (database) {
            case SQLITE -> "";
            case POSTGRESQL ->
                NodeName.of(Path.of(ConfigProvider.getConfig().getValue("codeagent.data", String.class)));
        };
    }
}
