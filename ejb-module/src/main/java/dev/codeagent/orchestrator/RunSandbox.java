package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.TestsFinished;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.ProjectPreparer;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.SetupPlan;
import dev.codeagent.sandbox.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run's workspace and sandbox; both are created when the first step needs them. */
public final class RunSandbox implements AutoCloseable {
    private static final Duration ENGINE_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration ENGINE_RETRY_DELAY = Duration.ofSeconds(2);

    private final RunContext context;
    private final Project project;
    private final WorkspaceStore workspaceStore;
    private final LauncherSelector launcherSelector;
    private final CancellationToken.Registration cancelRegistration;
    private Optional<LauncherSelector.Selection> selection = Optional.empty();
    private Optional<Workspace> workspace = Optional.empty();
    private Optional<SetupPlan> setupPlan = Optional.empty();
    private volatile @Nullable Sandbox openSandbox;

    public RunSandbox(
            RunContext context, Project project, WorkspaceStore workspaceStore, LauncherSelector launcherSelector) {
        this.context = context;
        this.project = project;
        this.workspaceStore = workspaceStore;
        this.launcherSelector = launcherSelector;
        this.cancelRegistration = context.cancellation().onCancel(this::closeSandbox);
    }

    /** Reports the run's sandbox and what it isolates, once in a run. */
    void select() {
        LauncherSelector.Selection selection = selection();
        if (!context.history().contains(RunEvent.SandboxSelected.class)) {
            SandboxLauncher launcher = selection.launcher();
            selection.notices().forEach(notice -> context.warn("sandbox.other", notice));
            context.publish(new RunEvent.SandboxSelected(launcher.name(), launcher.description()));
        }
    }

    /** Fetches dependencies, with network if the project's cache may lack some, and runs the tests before any change. */
    void prepare() {
        if (context.history().findTestReport(TestsFinished.Phase.BEFORE).isPresent()) {
            return;
        }
        Workspace workspace = workspace();
        ProjectInfo projectInfo = sandbox().projectInfo();
        List<String> commands = setupPlan().commands();
        if (!projectInfo.missingTools().isEmpty()) {
            String names = String.join(", ", projectInfo.missingTools());
            context.warn("prepare.missing", "the sandbox lacks what the project is built with: " + names);
        }
        if (projectInfo.tools().isEmpty()) {
            context.warn("prepare.none", "the project has no build that is known, so no tests are run");
            if (!commands.isEmpty()) {
                withNetwork(workspace, networkSandbox -> Optional.empty());
            }
            return;
        }
        var preparer = new ProjectPreparer(selection().launcher().name());
        boolean network = !commands.isEmpty() || preparer.needsNetwork(workspace, projectInfo);
        String tools = String.join(", ", projectInfo.tools());
        context.info(
                "prepare.started",
                network
                        ? "fetches dependencies and runs the tests once with network, to fill the project's own cache ("
                                + tools + ")"
                        : "runs the tests as they are, without network (the project's cache is filled; " + tools + ")");
        long start = System.nanoTime();
        Optional<TestReport> report = network
                ? fetchDependencies(preparer, workspace, projectInfo)
                : runTestsOffline(preparer, workspace, projectInfo);
        long millis = report.map(TestReport::millis).orElse((System.nanoTime() - start) / 1_000_000);
        var prepared = new RunEvent.Prepared(network, millis);
        if (report.isPresent()) {
            context.publish(prepared, new TestsFinished(TestsFinished.Phase.BEFORE, report.get()));
        } else {
            context.publish(prepared);
            context.warn("tests.none", "the project has no tests that can be run");
        }
    }

    private String callId() {
        return "prepare-a" + context.attempt();
    }

    /** A cache that was filled before may have been emptied since; then it is filled again. */
    private Optional<TestReport> runTestsOffline(
            ProjectPreparer preparer, Workspace workspace, ProjectInfo projectInfo) {
        try {
            return preparer.runTests(projectInfo, sandbox(), callId());
        } catch (AgentException e) {
            if (e.code() != ErrorCode.PREPARE_FAILED) {
                throw e;
            }
            preparer.invalidate(workspace, projectInfo);
            context.info("prepare.again", "the project's cache lacks something and is filled again");
            return fetchDependencies(preparer, workspace, projectInfo);
        }
    }

    /** Runs in a sandbox with network, which is closed before the agents' own sandbox is opened. */
    private Optional<TestReport> fetchDependencies(
            ProjectPreparer preparer, Workspace workspace, ProjectInfo projectInfo) {
        return withNetwork(
                workspace,
                networkSandbox ->
                        preparer.fetchDependencies(workspace, projectInfo, networkSandbox, callId() + "-net"));
    }

    private Optional<TestReport> withNetwork(Workspace workspace, Function<Sandbox, Optional<TestReport>> work) {
        closeSandbox();
        try (Sandbox networkSandbox = open(workspace, true)) {
            new SetupCommands(context, callId() + "-own").run(setupPlan().commands(), networkSandbox);
            return work.apply(networkSandbox);
        } finally {
            openSandbox = null;
        }
    }

    private SetupPlan setupPlan() {
        if (setupPlan.isEmpty()) {
            setupPlan = Optional.of(selection().launcher().provision(workspace(), context));
        }
        return setupPlan.get();
    }

    /** The run's sandbox, opened at the first call. */
    public Sandbox sandbox() {
        Sandbox sandbox = openSandbox;
        return sandbox == null ? open(workspace(), false) : sandbox;
    }

    /** From now on a cancellation closes the sandbox and kills what runs in it. */
    private Sandbox open(Workspace workspace, boolean network) {
        context.throwIfCancelled();
        SandboxLauncher launcher = selection().launcher();
        openSandbox = new ReconnectingSandbox(
                context,
                () -> {
                    setupPlan();
                    return launcher.open(workspace, network);
                },
                launcher::requireAvailable,
                ENGINE_TIMEOUT,
                ENGINE_RETRY_DELAY);
        if (context.cancellation().isCancelled()) {
            closeSandbox();
        }
        return openSandbox;
    }

    /**
     * Runs the tests on a fresh checkout of a commit in a new sandbox. The run's own sandbox is closed before: nothing
     * that an agent started, or left beside its patch, can touch the tests.
     *
     * @param ref a ref of the project's repository that points to the commit
     */
    FreshTestRun.Result runFreshTests(String ref, String commit) {
        closeSandbox();
        openSandbox = null;
        List<String> commands = setupPlan().commands();
        Workspace fresh = workspaceStore.createForTests(
                project,
                context.run(),
                context.attempt(),
                ref,
                commit,
                workspace().baseCommit());
        try (Sandbox freshSandbox = open(fresh, false)) {
            return new FreshTestRun(new ProjectPreparer(selection().launcher().name()), commands)
                    .run(freshSandbox, "tests-after-a" + context.attempt());
        } finally {
            openSandbox = null;
            selection().launcher().discard(fresh);
            workspaceStore.deleteForTests(context.run(), context.attempt());
        }
    }

    byte[] exportPatch() {
        return sandbox().exportPatch();
    }

    String baseCommit() {
        return workspace().baseCommit();
    }

    /** Whether its commands are isolated from the host. */
    boolean isIsolated() {
        return !selection().launcher().name().equals("plain");
    }

    /** The paths of the workspace as the commands in the sandbox see them. */
    List<String> workspaceRoots() {
        return List.of(isIsolated() ? "/workspace" : workspace().directory().toString());
    }

    private LauncherSelector.Selection selection() {
        if (selection.isEmpty()) {
            selection = Optional.of(launcherSelector.select(workspaceStore.projectDirectory(project)));
        }
        return selection.get();
    }

    private Workspace workspace() {
        if (workspace.isEmpty()) {
            workspace = Optional.of(workspaceStore.openOrCreate(project, context.run()));
            if (!context.history().contains(RunEvent.WorkspaceReady.class)) {
                context.publish(new RunEvent.WorkspaceReady(
                        workspace.get().baseCommit(), workspace.get().uncommittedIncluded()));
            }
        }
        return workspace.get();
    }

    private void closeSandbox() {
        Sandbox sandbox = openSandbox;
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Override
    public void close() {
        cancelRegistration.close();
        closeSandbox();
    }
}
