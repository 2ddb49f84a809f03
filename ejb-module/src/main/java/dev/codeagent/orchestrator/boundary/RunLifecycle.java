package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.orchestrator.RunQueue;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.logging.Logger;

/** Takes up unfinished runs when the server starts, and stops working ones where they are when it ends. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class RunLifecycle {
    private static final Logger LOG = Logger.getLogger(RunLifecycle.class.getName());

    @Inject
    RunJournal journal;

    @Inject
    RunQueue queue;

    @PostConstruct
    void takeUp() {
        List<Run> unfinished = journal.unfinished();
        unfinished.forEach(run -> queue.launch(run.id()));
        LOG.info("ready unfinishedRuns=" + unfinished.size());
    }

    @PreDestroy
    void stop() {
        queue.close();
    }
}
