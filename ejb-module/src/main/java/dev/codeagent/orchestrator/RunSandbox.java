package dev.codeagent.orchestrator;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.TestsFinished;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.projects.WorkspaceStore;
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
import java.util.function.Supplier;
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
    private final String callId;
    private boolean refetched;
    private volatile @Nullable Sandbox openSandbox;

    public RunSandbox(
            RunContext context, Project project, WorkspaceStore workspaceStore, LauncherSelector launcherSelector) {
        this.context = context;
        this.project = project;
        this.workspaceStore = workspaceStore;
        this.launcherSelector = launcherSelector;
        this.callId = "prepare-a" + context.attempt();
        this.cancelRegistration = context.cancellation().onCancel(this::closeSandbox);
    }

    /** Reports the run's sandbox and what it isolates: once in a run, and again if a restart changed it. */
    void select() {
        LauncherSelector.Selection selection = selection();
        SandboxLauncher launcher = selection.launcher();
        var selected = new RunEvent.SandboxSelected(
                launcher.name(),
                launcher.description(),
                launcher.networkAccess(false).labelValue());
        if (!context.history().isLastSandbox(selected)) {
            selection.notices().forEach(notice -> context.warn("sandbox.other", notice));
            context.publish(selected);
        }
    }

    /** Fetches dependencies and runs the tests: once in a run, because agents may change the workspace afterwards. */
    void prepare() {
        if (context.history().isPrepared()) {
            return;
        }
        Workspace workspace = workspace();
        ProjectInfo projectInfo = sandbox().projectInfo();
        if (!projectInfo.missingTools().isEmpty()) {
            String names = String.join(", ", projectInfo.missingTools());
            context.warn("prepare.missing", "the sandbox lacks what the project is built with: " + names);
        }
        boolean commands = !setupPlan().commands().isEmpty();
        if (projectInfo.tools().isEmpty()) {
            context.warn("prepare.none", "the project has no build that is known, so no tests are run");
            if (commands) {
                prepare(true, () -> withNetwork(workspace, networkSandbox -> Optional.empty()));
            }
            return;
        }
        var preparer = new ProjectPreparer(selection().launcher().name());
        boolean fetches = network(true).reachesOutside() && (commands || preparer.needsNetwork(workspace, projectInfo));
        String tools = String.join(", ", projectInfo.tools());
        context.info(
                "prepare.started",
                fetches
                        ? "fetches dependencies and runs the tests once with network, to fill the project's own cache ("
                                + tools + "; " + network(true).description() + ")"
                        : "runs the tests as they are, without fetching dependencies (" + tools + "; "
                                + network(commands).description() + ")");
        Optional<TestReport> report = prepare(
                fetches || commands,
                fetches
                        ? () -> fetchDependencies(preparer, workspace, projectInfo)
                        : () -> runTestsUnprepared(preparer, workspace, projectInfo));
        if (report.isEmpty()) {
            context.warn("tests.none", "the project has no tests that can be run");
        }
    }

    /** Does the work and publishes its outcome, with the network that it really had. */
    private Optional<TestReport> prepare(boolean preparation, Supplier<Optional<TestReport>> work) {
        long start = System.nanoTime();
        Optional<TestReport> report = work.get();
        long millis = report.map(TestReport::millis).orElse((System.nanoTime() - start) / 1_000_000);
        boolean preparationNetwork = preparation || refetched;
        var prepared = new RunEvent.Prepared(
                network(preparationNetwork).reachesOutside(),
                millis,
                network(preparationNetwork).labelValue());
        report.ifPresentOrElse(
                tests -> context.publish(prepared, new TestsFinished(TestsFinished.Phase.BEFORE, tests)),
                () -> context.publish(prepared));
        return report;
    }

    private NetworkAccess network(boolean preparation) {
        return selection().launcher().networkAccess(preparation);
    }

    /** A cache that was filled before may have been emptied since; then it is filled again. */
    private Optional<TestReport> runTestsUnprepared(
            ProjectPreparer preparer, Workspace workspace, ProjectInfo projectInfo) {
        if (!setupPlan().commands().isEmpty()) {
            return withNetwork(workspace, sandbox -> preparer.runTests(projectInfo, sandbox, callId));
        }
        try {
            return preparer.runTests(projectInfo, sandbox(), callId);
        } catch (AgentException e) {
            if (e.code() != ErrorCode.PREPARE_FAILED || !network(true).reachesOutside()) {
                throw e;
            }
            preparer.invalidate(workspace, projectInfo);
            context.info("prepare.again", "the project's cache lacks something and is filled again");
            refetched = true;
            return fetchDependencies(preparer, workspace, projectInfo);
        }
    }

    /** Runs in a sandbox for the preparation, which is closed before the agents' own sandbox is opened. */
    private Optional<TestReport> fetchDependencies(
            ProjectPreparer preparer, Workspace workspace, ProjectInfo projectInfo) {
        return withNetwork(
                workspace,
                networkSandbox -> preparer.fetchDependencies(workspace, projectInfo, networkSandbox, callId + "-net"));
    }

    private Optional<TestReport> withNetwork(Workspace workspace, Function<Sandbox, Optional<TestReport>> work) {
        closeSandbox();
        try (Sandbox networkSandbox = open(workspace, true)) {
            new SetupCommands(context, callId + "-own", network(true).description())
                    .run(setupPlan().commands(), networkSandbox);
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
        if (network && context.history().isPrepared()) {
            throw new AgentException(
                    ErrorCode.PREPARE_FAILED,
                    "agents may have changed the workspace, so nothing in it runs with the network of a preparation");
        }
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

    /** Whether packages that agents add can be fetched here. */
    public boolean canFetchPackages() {
        return selection().launcher().canFetchPackages();
    }

    /** Runs the work in a sandbox that sees nothing of the agents', which is closed before. */
    public ToolResult withPackageSandbox(String callId, Function<Sandbox, ToolResult> work) {
        context.throwIfCancelled();
        closeSandbox();
        context.info("packages.fetch", "fetches packages (" + NetworkAccess.LISTED.description() + ")");
        try {
            return selection().launcher().fetchPackages(workspace(), callId, opened -> {
                openSandbox = opened;
                return work.apply(opened);
            });
        } finally {
            openSandbox = null;
        }
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
        selection().launcher().sharePackages(workspace(), fresh);
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
            selection = Optional.of(launcherSelector.select(
                    workspaceStore.projectDirectory(project), context.history().findSandboxOfCalls()));
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
