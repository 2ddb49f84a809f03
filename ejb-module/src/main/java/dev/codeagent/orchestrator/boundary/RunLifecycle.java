package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.config.DataLock;
import dev.codeagent.config.Settings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.orchestrator.RunQueue;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;

/**
 * Takes up unfinished runs when the application starts, and stops working ones where they are when it ends: when the
 * server stops, and when another version is deployed in its place.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class RunLifecycle {
    private static final Logger LOG = Logger.getLogger(RunLifecycle.class.getName());
    private static final Duration JOBS_END = Duration.ofSeconds(30);
    private static final Duration LAST_EVENT = Duration.ofSeconds(5);

    @Inject
    Settings settings;

    @Inject
    RunJournal journal;

    @Inject
    RunQueue queue;

    @Inject
    EventHub hub;

    private DataLock lock;

    @PostConstruct
    void takeUp() {
        lock = settings.dataLocked() ? DataLock.NONE : DataLock.take(settings.data(), settings.port());
        try {
            List<Run> unfinished = journal.unfinished();
            unfinished.forEach(run -> queue.launch(run.id()));
            LOG.info("ready unfinishedRuns=" + unfinished.size());
        } catch (RuntimeException e) {
            lock.close(); // What fails to start is not asked to stop.
            throw e;
        }
    }

    @PreDestroy
    void stop() {
        Set<RunId> working = queue.close(JOBS_END);
        boolean silent = hub.close(LAST_EVENT);
        lock.close();
        if (working.isEmpty() && silent) {
            LOG.info("stopped");
        } else {
            LOG.warning("stopped; not ended within " + JOBS_END.toSeconds() + " s: runs " + working);
        }
    }
}
