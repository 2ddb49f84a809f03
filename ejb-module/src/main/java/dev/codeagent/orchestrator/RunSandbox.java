package dev.codeagent.orchestrator;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.LauncherSelector;
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
    private final String callId;
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

    NetworkAccess network(boolean preparation) {
        return selection().launcher().networkAccess(preparation);
    }

    /** Runs in a sandbox for the preparation, which is closed before the agents' own sandbox is opened. */
    Optional<TestReport> withNetwork(Function<Sandbox, Optional<TestReport>> work) {
        Workspace workspace = workspace();
        closeSandbox();
        try (Sandbox networkSandbox = open(workspace, true)) {
            new SetupCommands(context, callId + "-own", network(true).description())
                    .run(setupPlan().commands(), networkSandbox);
            return work.apply(networkSandbox);
        } finally {
            openSandbox = null;
        }
    }

    /** Whether the project has commands of its own for the preparation. */
    boolean hasSetupCommands() {
        return !setupPlan().commands().isEmpty();
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
                    return launcherSelector.open(launcher, workspace, network);
                },
                launcher::requireAvailable,
                ENGINE_TIMEOUT,
                ENGINE_RETRY_DELAY);
        if (context.cancellation().isCancelled()) {
            closeSandbox();
        }
        return openSandbox;
    }

    /** Opens it once more, to read what the agents changed before a cancellation closed it. */
    void openAfterCancellation() {
        closeSandbox();
        setupPlan();
        openSandbox = launcherSelector.open(selection().launcher(), workspace(), false);
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
                opened.listen(new LiveOutput(context.publisher()::publishOutput));
                return work.apply(opened);
            });
        } finally {
            openSandbox = null;
        }
    }

    /**
     * Runs the tests on a fresh checkout of a commit in a new sandbox. The run's own sandbox is closed before: nothing
     * that an agent started, or left outside of its patch, can touch the tests.
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
                workspace().baseCommit(),
                context);
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

    /** The first part of the ids of calls that prepare the project in this attempt. */
    String callId() {
        return callId;
    }

    String launcherName() {
        return selection().launcher().name();
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

    /** The run's workspace; the first call creates it and reports what is not part of it. */
    public Workspace workspace() {
        if (workspace.isEmpty()) {
            Optional<RunId> earlier = context.created().followUp().map(FollowUp::run);
            workspace = Optional.of(workspaceStore.openOrCreate(project, context.run(), earlier, context));
            if (!context.history().contains(RunEvent.WorkspaceReady.class)) {
                LeftOutPaths.ofWorkspace(workspace.get()).ifPresent(text -> context.warn("workspace.left_out", text));
                workspace.get().notices().forEach(text -> context.info("workspace.pointers", text));
                context.publish(new RunEvent.WorkspaceReady(
                        workspace.get().projectCommit(), workspace.get().uncommittedIncluded()));
            }
        }
        return workspace.get();
    }

    /** Creates the workspace, if the run does not have it yet. */
    public void requireWorkspace() {
        workspace();
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
