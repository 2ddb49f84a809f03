package dev.codeagent.persistence.run;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.schema.Schema;
import dev.codeagent.persistence.sqlite.SnapshotKeeper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Makes the journal on the system's database. It is never called inside a transaction of the container's. */
@ApplicationScoped
public class JournalProducer {

    @Produces
    @ApplicationScoped
    public RunJournal journal(Schema schema, SnapshotKeeper snapshots) {
        return snapshots.watch(new JdbcRunJournal(schema.main()));
    }
}
