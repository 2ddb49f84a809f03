package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.config.DataDirectoryLock;
import dev.codeagent.config.Settings;
import dev.codeagent.containers.DockerToolFactory;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.orchestrator.RunWorkerPool;
import dev.codeagent.sandbox.LauncherSelector;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Resumes unfinished runs when the application starts, and interrupts the running ones when it ends: when the server stops, and
 * when another version is deployed.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class RunLifecycle {
    private static final Logger LOG = Logger.getLogger(RunLifecycle.class.getName());
    private static final Duration JOB_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration EVENT_TIMEOUT = Duration.ofSeconds(5);

    @Inject
    Settings settings;

    @Inject
    RunJournal journal;

    @Inject
    RunQueue queue;

    @Inject
    RunWorkerPool workers;

    @Inject
    EventHub hub;

    @Inject
    LauncherSelector launcherSelector;

    @Inject
    DockerToolFactory dockerToolFactory;

    @Resource
    ManagedThreadFactory threads;

    private DataDirectoryLock lock;

    @PostConstruct
    void start() {
        lock = settings.dataDirectoryLocked()
                ? DataDirectoryLock.NONE
                : DataDirectoryLock.acquire(settings.dataDirectory(), settings.host(), settings.port());
        try {
            List<Run> unfinished = journal.unfinished();
            if (Files.exists(settings.restoredMarker())) {
                failAll(unfinished);
            } else {
                unfinished.forEach(run -> queue.launch(run.id()));
            }
            List<Run> activeRuns = Stream.concat(unfinished.stream(), journal.waiting().stream())
                    .toList();
            threads.newThread(() -> removeOrphans(unfinished, activeRuns)).start();
            LOG.info("ready unfinishedRuns=" + unfinished.size());
        } catch (RuntimeException e) {
            lock.close(); // The container does not call stop() on a bean that failed to start.
            throw e;
        }
    }

    /**
     * Runs in the background: an engine may be slow to answer, or down.
     *
     * @param activeRuns includes runs that wait for an approval or a budget: they have no sandbox, but may have other containers
     */
    private void removeOrphans(List<Run> unfinished, List<Run> activeRuns) {
        try {
            dockerToolFactory.removeOrphans(ids(activeRuns));
            launcherSelector.removeOrphans(ids(unfinished));
        } catch (RuntimeException e) {
            LOG.warning("sandboxes of earlier runs were not removed: " + e.getMessage());
        }
    }

    private static Set<RunId> ids(List<Run> runs) {
        return runs.stream().map(Run::id).collect(Collectors.toSet());
    }

    /** The marker is deleted last: if the server is killed before, the next start continues. */
    private void failAll(List<Run> unfinished) {
        unfinished.forEach(this::fail);
        journal.waiting().forEach(this::fail);
        try {
            Files.delete(settings.restoredMarker());
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot delete " + settings.restoredMarker()
                            + ", which would end the runs at the next start again: " + e.getMessage(),
                    e);
        }
    }

    /** The journal of a copy may contain edits that its copy of the workspace does not have. */
    private void fail(Run run) {
        hub.publish(
                run.id(),
                new RunEvent.Finished(
                        RunState.FAILED,
                        ErrorCode.WORKSPACE_FAILED.name(),
                        "the data directory was restored from a copy that was taken while this run was under way, so its"
                                + " workspace may not match its journal; start it again",
                        run.usage(),
                        "",
                        Duration.between(run.createdAt(), Instant.now()).toMillis()));
    }

    @PreDestroy
    void stop() {
        workers.close();
        Set<RunId> unfinishedJobs = queue.close(JOB_TIMEOUT);
        boolean publishersStopped = hub.close(EVENT_TIMEOUT);
        dockerToolFactory.close();
        launcherSelector.close();
        lock.close();
        if (unfinishedJobs.isEmpty() && publishersStopped) {
            LOG.info("stopped");
        } else {
            LOG.warning("stopped; not ended within " + JOB_TIMEOUT.toSeconds() + " s: runs " + unfinishedJobs);
        }
    }
}
