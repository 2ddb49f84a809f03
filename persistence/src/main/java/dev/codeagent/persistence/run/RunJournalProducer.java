package dev.codeagent.persistence.run;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import dev.codeagent.persistence.sqlite.SnapshotScheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the journal on the system's database. It is never called inside a transaction of the container's. */
@ApplicationScoped
public class RunJournalProducer {

    @Produces
    @ApplicationScoped
    public RunJournal journal(MainDatabase mainDatabase, SnapshotScheduler snapshotScheduler) {
        return snapshotScheduler.withWalArchiving(
                new JdbcRunJournal(mainDatabase.dataSource(), nodeName(mainDatabase.type())));
    }

    /** A database file has one server, whatever its folder is called; a database server may have many. */
    private static String nodeName(DatabaseType databaseType) {
        return switch (databaseType) {
            case SQLITE -> "";
            case POSTGRESQL ->
                NodeName.readOrCreate(Path.of(ConfigProvider.getConfig().getValue("codeagent.data", String.class)));
        };
    }
}
