package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.command.CommandStore;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.orchestrator.PausedRuns;
import dev.codeagent.orchestrator.PendingApprovals;
import dev.codeagent.orchestrator.RunCleaner;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.orchestrator.UnconfirmedStarts;
import dev.codeagent.projects.GitMirrors;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Expires approval requests, fails unconfirmed starts, and continues paused and launches waiting runs, every few seconds; frees
 * old workspaces, joins the packs of mirrors and forgets old commands every hour.
 */
@Singleton
@Startup
@DependsOn("RunLifecycle")
@TransactionManagement(TransactionManagementType.BEAN)
public class RunMaintenanceTimer {
    private static final Logger LOG = Logger.getLogger(RunMaintenanceTimer.class.getName());
    private static final long SECONDS = 5;
    private static final long RETENTION_MINUTES = 60;

    @Resource
    ManagedScheduledExecutorService scheduler;

    @Inject
    PendingApprovals approvals;

    @Inject
    PausedRuns pausedRuns;

    @Inject
    UnconfirmedStarts unconfirmedStarts;

    @Inject
    RunQueue queue;

    @Inject
    RunCleaner cleaner;

    @Inject
    CommandStore commands;

    @Inject
    RunJournal journal;

    @Inject
    GitMirrors mirrors;

    private ScheduledFuture<?> schedule;
    private ScheduledFuture<?> retention;

    @PostConstruct
    void start() {
        schedule = scheduler.scheduleWithFixedDelay(this::runOnce, SECONDS, SECONDS, TimeUnit.SECONDS);
        retention = scheduler.scheduleWithFixedDelay(this::applyRetention, 1, RETENTION_MINUTES, TimeUnit.MINUTES);
    }

    private void applyRetention() {
        try {
            cleaner.applyRetention();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "cannot free the workspaces of old runs", e);
        }
        try {
            mirrors.repack(this::hasActiveRun);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "cannot join the packs of mirrors", e);
        }
        try {
            commands.deleteBefore(Instant.now().minus(CommandStore.RETENTION), CommandStore.MAX_COMMANDS);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "cannot delete old executed commands", e);
        }
    }

    private boolean hasActiveRun(ProjectId project) {
        var query = new RunJournal.Query(
                Optional.of(project.value()),
                Optional.empty(),
                Set.of(RunState.QUEUED, RunState.RUNNING),
                Set.of(),
                Optional.empty(),
                1);
        return !journal.list(query).isEmpty();
    }

    /** A database that is down must not end the schedule. */
    private void runOnce() {
        try {
            approvals.expireOverdue();
            unconfirmedStarts.failStoredRuns();
            pausedRuns.resumeReady();
            queue.launchWaiting();
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "cannot expire approvals, fail unconfirmed starts, and continue paused and launch waiting runs",
                    e);
        }
    }

    @PreDestroy
    void stop() {
        schedule.cancel(false);
        retention.cancel(false);
    }
}
