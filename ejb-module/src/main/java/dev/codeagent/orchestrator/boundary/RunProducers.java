package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.file.FileService;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectDeletionService;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.config.Settings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.EventObserver;
import dev.codeagent.orchestrator.AttachmentStore;
import dev.codeagent.orchestrator.CostCalculator;
import dev.codeagent.orchestrator.FileBrowser;
import dev.codeagent.orchestrator.ProjectDeletion;
import dev.codeagent.orchestrator.ProjectLocks;
import dev.codeagent.orchestrator.RunCleaner;
import dev.codeagent.orchestrator.RunExecutor;
import dev.codeagent.orchestrator.RunInputs;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.orchestrator.RunReferences;
import dev.codeagent.orchestrator.RunUndo;
import dev.codeagent.orchestrator.RunWorkerPool;
import dev.codeagent.orchestrator.UnconfirmedStarts;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.RunDirectories;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.AgentDefaults;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.sandbox.LauncherSelector;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Produces the beans that queue and execute runs. */
@ApplicationScoped
public class RunProducers {
    private static final Duration WORKER_IDLE_TIMEOUT = Duration.ofSeconds(30);
    /** More runs than this share a worker and have virtual threads. */
    private static final int MAX_WORKERS = 100;
    /** The first version in which a virtual thread that waits for a monitor gives its carrier to others (JEP 491). */
    private static final int JAVA_WITHOUT_PINNING = 24;

    @Inject
    RunJournal journal;

    @Produces
    @Singleton
    public EventHub hub(EventObserver observer) {
        return new EventHub(journal, Clock.systemUTC(), observer);
    }

    @Produces
    @Singleton
    public RunWorkerPool workers(Settings settings) {
        boolean shared = settings.maxRuns() > MAX_WORKERS && Runtime.version().feature() >= JAVA_WITHOUT_PINNING;
        return new RunWorkerPool(WORKER_IDLE_TIMEOUT, shared);
    }

    @Produces
    @Singleton
    public RunQueue queue(Settings settings, RunJobLauncher jobLauncher, RunQueue.WaitObserver waitObserver) {
        return new RunQueue(settings.maxRuns(), settings.maxQueuedRuns(), jobLauncher::launch, waitObserver);
    }

    @Produces
    @Singleton
    public RunReferences references() {
        return new RunReferences(journal);
    }

    @Produces
    @Singleton
    public FileService files(ProjectStore projects, ProjectFiles files) {
        return new FileBrowser(projects, journal, files);
    }

    @Produces
    @Singleton
    public UnconfirmedStarts unconfirmedStarts(EventHub hub) {
        return new UnconfirmedStarts(journal, hub, Clock.systemUTC());
    }

    @Produces
    @Singleton
    public RunUndo undo(
            EventHub hub, WorkspaceStore workspaceStore, LauncherSelector launcherSelector, RunBranchStore branches) {
        return new RunUndo(journal, hub, workspaceStore, launcherSelector, branches);
    }

    @Produces
    @Singleton
    public RunCleaner runCleaner(LauncherSelector launcherSelector, RunUndo undo, Settings settings) {
        return new RunCleaner(
                journal,
                new RunDirectories(settings.dataDirectory()),
                launcherSelector,
                undo,
                settings.retention(),
                Clock.systemUTC());
    }

    @Produces
    @Singleton
    public ProjectLocks projectLocks() {
        return new ProjectLocks();
    }

    @Produces
    @Singleton
    public ProjectDeletionService projectDeletion(
            ProjectStore projects, RunCleaner cleaner, SecretStore secrets, ProjectLocks locks, Settings settings) {
        return new ProjectDeletion(
                projects, journal, cleaner, new RunDirectories(settings.dataDirectory()), secrets, locks);
    }

    @Produces
    @Singleton
    public AttachmentStore attachments(Settings settings) {
        return new AttachmentStore(new RunDirectories(settings.dataDirectory()).attachments(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    public RunInputs runInputs(RunReferences references, AttachmentStore attachments, ProjectFiles files) {
        return new RunInputs(references, attachments, files);
    }

    @Produces
    @Singleton
    public RunExecutor runExecutor(
            EventHub hub, RunQueue queue, RunWorkflowAssembler workflows, CostCalculator costCalculator) {
        return new RunExecutor(journal, hub, queue, workflows, costCalculator, Clock.systemUTC());
    }

    /** What a new project copies: the default agents and commands. Addresses and keys stay with the server. */
    @Produces
    public ProjectConfiguration defaultConfiguration(Settings settings, ModelCatalogFiles catalog) {
        return new ProjectConfiguration(
                AgentDefaults.agents(settings.maxTurns(), catalog.current()),
                List.of(),
                AgentDefaults.workflow(settings.reviewRounds()));
    }
}
