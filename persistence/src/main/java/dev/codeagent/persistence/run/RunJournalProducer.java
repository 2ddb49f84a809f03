package dev.codeagent.persistence.run;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import dev.codeagent.persistence.sqlite.SnapshotScheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/** Produces the journal on the main database. Do not call the journal inside a container transaction. */
@ApplicationScoped
public class RunJournalProducer {

    @Produces
    @ApplicationScoped
    public RunJournal journal(
            MainDatabase mainDatabase, SnapshotScheduler snapshotScheduler, BudgetDefaults budgetDefaults) {
        return snapshotScheduler.withWalArchiving(
                new JdbcRunJournal(mainDatabase.dataSource(), nodeName(mainDatabase.type()), budgetDefaults));
    }

    /**
     * A SQLite file has one server, so the name is empty and a moved data directory keeps its runs; several servers may
     * share PostgreSQL.
     */
    private static String nodeName(DatabaseType databaseType) {
        return switch (databaseType) {
            case SQLITE -> "";
            case POSTGRESQL ->
                NodeName.readOrCreate(Path.of(ConfigProvider.getConfig().getValue("codeagent.data", String.class)));
        };
    }
}
