package dev.codeagent.orchestrator;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.projects.Workspace;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.providers.CancelSignal;
import dev.codeagent.sandbox.Preparation;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Sandboxes;
import java.util.List;
import java.util.Optional;

/** A run's workspace and sandbox, made when the first step needs them. */
public final class RunSandbox implements AutoCloseable {
    private final RunContext context;
    private final Project project;
    private final Workspaces workspaces;
    private final Sandboxes sandboxes;
    private final Preparation preparation;
    private final CancelSignal.Registration onCancel;
    private Optional<SandboxLauncher> launcher = Optional.empty();
    private Optional<Workspace> workspace = Optional.empty();
    private volatile Sandbox open;
    private boolean workspaceTold;

    public RunSandbox(
            RunContext context, Project project, Workspaces workspaces, Sandboxes sandboxes, Preparation preparation) {
        this.context = context;
        this.project = project;
        this.workspaces = workspaces;
        this.sandboxes = sandboxes;
        this.preparation = preparation;
        this.onCancel = context.cancel().onCancel(this::shut);
    }

    /** Names the run's sandbox and what it means, once. */
    void select(RunProgress progress) {
        workspaceTold = progress.has(RunEvent.WorkspaceReady.class);
        SandboxLauncher chosen = launcher();
        if (!progress.has(RunEvent.SandboxSelected.class)) {
            context.log().add(new RunEvent.SandboxSelected(chosen.name(), chosen.meaning()));
        }
    }

    /** Runs the build and the tests as they are, with network where the project's cache may lack something. */
    void prepare(RunProgress progress) {
        if (progress.tests("before").isPresent()) {
            return;
        }
        Workspace tree = workspace();
        if (!preparation.applies(tree)) {
            context.log().warn("prepare.none", "the project has no build that is known (pom.xml), so no tests are run");
            return;
        }
        boolean network = preparation.needsNetwork(tree);
        context.log()
                .info(
                        "prepare.started",
                        network
                                ? "runs the build and the tests once with network, to fill the project's own cache of dependencies"
                                : "runs the tests as they are, without network (the project's cache is filled)");
        TestReport report = preparation.run(tree, network, "prepare-a" + context.attempt(), () -> open(tree, network));
        open = null; // Agents get one of their own, without network.
        context.log()
                .add(new RunEvent.Prepared(network, report.millis()), new RunEvent.TestsFinished("before", report));
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
        open = launcher().open(tree, network);
        if (context.cancel().cancelled()) {
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
        return !launcher().name().equals("plain");
    }

    /** The workspace as its commands name it. */
    List<String> roots() {
        return List.of(walls() ? "/workspace" : workspace().directory().toString());
    }

    private SandboxLauncher launcher() {
        if (launcher.isEmpty()) {
            launcher = Optional.of(sandboxes.choose(workspaces.folder(project)));
        }
        return launcher.get();
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
