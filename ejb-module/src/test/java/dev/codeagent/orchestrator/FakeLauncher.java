package dev.codeagent.orchestrator;

import dev.codeagent.api.run.TestReport;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.SetupPlan;
import dev.codeagent.sandbox.Workspace;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Opens the sandboxes of a test.
 *
 * @param commands the project's own setup commands
 * @param opener creates a sandbox from a workspace and whether it has network
 */
record FakeLauncher(List<String> commands, BiFunction<Workspace, Boolean, Sandbox> opener) implements SandboxLauncher {

    /** A report of one test, {@code t}. */
    static TestReport report(boolean passes) {
        var failure = new TestReport.Failure("t", "", "");
        return passes
                ? new TestReport(1, 0, 0, false, List.of("t"), List.of(), "", 1)
                : new TestReport(0, 1, 0, false, List.of("t"), List.of(failure), "", 1);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public boolean isInstalled() {
        return true;
    }

    @Override
    public String description() {
        return "nothing";
    }

    @Override
    public void requireAvailable() {
        // Always there.
    }

    @Override
    public SetupPlan provision(Workspace workspace, ProgressListener listener) {
        return new SetupPlan(commands);
    }

    @Override
    public NetworkAccess networkAccess(boolean preparation) {
        return NetworkAccess.NONE;
    }

    @Override
    public Sandbox open(Workspace workspace, boolean network) {
        return opener.apply(workspace, network);
    }
}
