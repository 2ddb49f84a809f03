package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.projects.Workspace;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.ProjectPreparer;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.SetupPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A run's workspace and sandbox, made when the first step needs them. */
public final class RunSandbox implements AutoCloseable {
    private static final Duration ENGINE_PATIENCE = Duration.ofMinutes(5);
    private static final Duration ENGINE_PAUSE = Duration.ofSeconds(2);

    private final RunContext context;
    private final Project project;
    private final Workspaces workspaces;
    private final LauncherSelector launcherSelector;
    private final CancellationToken.Registration onCancel;
    private Optional<LauncherSelector.Selection> choice = Optional.empty();
    private Optional<Workspace> workspace = Optional.empty();
    private Optional<SetupPlan> provision = Optional.empty();
    private volatile Sandbox open;
    private boolean workspaceTold;

    public RunSandbox(RunContext context, Project project, Workspaces workspaces, LauncherSelector launcherSelector) {
        this.context = context;
        this.project = project;
        this.workspaces = workspaces;
        this.launcherSelector = launcherSelector;
        this.onCancel = context.cancel().onCancel(this::shut);
    }

    /** Names the run's sandbox and what it means, once. */
    void select(RunProgress progress) {
        workspaceTold = progress.has(RunEvent.WorkspaceReady.class);
        LauncherSelector.Selection choice = choice();
        if (!progress.has(RunEvent.SandboxSelected.class)) {
            SandboxLauncher chosen = choice.launcher();
            choice.notices().forEach(remark -> context.log().warn("sandbox.other", remark));
            context.log().add(new RunEvent.SandboxSelected(chosen.name(), chosen.description()));
        }
    }

    /** Fetches dependencies, with network where the project's cache may lack some, and runs the tests as they are. */
    void prepare(RunProgress progress) {
        if (progress.tests("before").isPresent()) {
            return;
        }
        Workspace tree = workspace();
        ProjectInfo built = sandbox().projectInfo();
        List<String> commands = provision().commands();
        if (!built.missingTools().isEmpty()) {
            String names = String.join(", ", built.missingTools());
            context.log().warn("prepare.missing", "the sandbox lacks what the project is built with: " + names);
        }
        if (built.tools().isEmpty()) {
            context.log().warn("prepare.none", "the project has no build that is known, so no tests are run");
            if (!commands.isEmpty()) {
                withNetwork(tree, fetching -> Optional.empty());
            }
            return;
        }
        var preparer = new ProjectPreparer(choice().launcher().name());
        boolean network = !commands.isEmpty() || preparer.needsNetwork(tree, built);
        String tools = String.join(", ", built.tools());
        context.log()
                .info(
                        "prepare.started",
                        network
                                ? "fetches dependencies and runs the tests once with network, to fill the project's own cache ("
                                        + tools + ")"
                                : "runs the tests as they are, without network (the project's cache is filled; " + tools
                                        + ")");
        long start = System.nanoTime();
        Optional<TestReport> report = network ? fetch(preparer, tree, built) : test(preparer, tree, built);
        long millis = report.map(TestReport::millis).orElse((System.nanoTime() - start) / 1_000_000);
        var prepared = new RunEvent.Prepared(network, millis);
        if (report.isPresent()) {
            context.log().add(prepared, new RunEvent.TestsFinished("before", report.get()));
        } else {
            context.log().add(prepared);
            context.log().warn("tests.none", "the project has no tests that can be run");
        }
    }

    private String callId() {
        return "prepare-a" + context.attempt();
    }

    /** A cache that was filled once may have been emptied since. */
    private Optional<TestReport> test(ProjectPreparer preparer, Workspace tree, ProjectInfo built) {
        try {
            return preparer.runTests(built, sandbox(), callId());
        } catch (AgentException e) {
            if (e.code() != ErrorCode.PREPARE_FAILED) {
                throw e;
            }
            preparer.invalidate(tree, built);
            context.log().info("prepare.again", "the project's cache lacks something and is filled again");
            return fetch(preparer, tree, built);
        }
    }

    /** In a sandbox with network, which the agents' own comes after. */
    private Optional<TestReport> fetch(ProjectPreparer preparer, Workspace tree, ProjectInfo built) {
        return withNetwork(tree, fetching -> preparer.fetchDependencies(tree, built, fetching, callId() + "-net"));
    }

    private Optional<TestReport> withNetwork(Workspace tree, Function<Sandbox, Optional<TestReport>> work) {
        shut();
        try (Sandbox fetching = open(tree, true)) {
            new OwnCommands(context, callId() + "-own").run(provision().commands(), fetching);
            return work.apply(fetching);
        } finally {
            open = null;
        }
    }

    private SetupPlan provision() {
        if (provision.isEmpty()) {
            provision = Optional.of(choice().launcher().provision(workspace(), new Announcements(context)));
        }
        return provision.get();
    }

    /** The run's sandbox, opened at the first call. */
    public Sandbox sandbox() {
        if (open == null) {
            open(workspace(), false);
        }
        return open;
    }

    /** A cancel from now on ends the sandbox, and with it whatever runs in it. */
    private Sandbox open(Workspace tree, boolean network) {
        context.cancel().throwIfCancelled();
        SandboxLauncher launcher = choice().launcher();
        open = new LastingSandbox(
                context,
                () -> {
                    provision();
                    return launcher.open(tree, network);
                },
                launcher::requireAvailable,
                ENGINE_PATIENCE,
                ENGINE_PAUSE);
        if (context.cancel().isCancelled()) {
            shut();
        }
        return open;
    }

    TestReport tests(String phase) {
        return sandbox().runTests("tests-" + phase + "-a" + context.attempt());
    }

    byte[] exportPatch() {
        return sandbox().exportPatch();
    }

    String base() {
        return workspace().base();
    }

    /** Whether its commands run behind walls. */
    boolean walls() {
        return !choice().launcher().name().equals("plain");
    }

    /** The workspace as its commands name it. */
    List<String> roots() {
        return List.of(walls() ? "/workspace" : workspace().directory().toString());
    }

    private LauncherSelector.Selection choice() {
        if (choice.isEmpty()) {
            choice = Optional.of(launcherSelector.select(workspaces.folder(project)));
        }
        return choice.get();
    }

    private Workspace workspace() {
        if (workspace.isEmpty()) {
            workspace = Optional.of(workspaces.open(project, context.run()));
            if (!workspaceTold) {
                context.log()
                        .add(new RunEvent.WorkspaceReady(
                                workspace.get().base(), workspace.get().uncommittedIncluded()));
            }
        }
        return workspace.get();
    }

    private void shut() {
        Sandbox sandbox = open;
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Override
    public void close() {
        onCancel.close();
        shut();
    }
}
