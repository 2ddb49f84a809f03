package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.diagnostics.BubblewrapCheck;
import dev.codeagent.diagnostics.ProcessProbe;
import dev.codeagent.diagnostics.WritableCgroups;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Starts executors under bubblewrap: in new user, process, network and mount namespaces, without capabilities, and with
 * their own root directory, which contains the programs of the system read-only.
 */
public final class BubblewrapLauncher implements SandboxLauncher {
    private final LauncherSettings settings;
    private final ResourceLimits limits;
    private final BubblewrapCommand bubblewrap;

    /** @param limits of one sandbox as a whole; bubblewrap cannot limit CPU */
    public BubblewrapLauncher(LauncherSettings settings, ResourceLimits limits) {
        this.settings = settings;
        this.limits = limits;
        this.bubblewrap = new BubblewrapCommand(settings, limits);
    }

    @Override
    public String name() {
        return "bubblewrap";
    }

    @Override
    public boolean isInstalled() {
        return Toolchain.findProgram(settings.environment(), "bwrap").isPresent();
    }

    @Override
    public String description() {
        return "commands run without network, without capabilities and in separate namespaces; of the host they see"
                + " only this run's workspace, the project's cache and the system's programs (read-only);"
                + " they have at most " + ResourceLimits.formatBytes(limits.memoryBytes()) + " of memory, "
                + limits.processes()
                + " processes and threads and " + ResourceLimits.formatBytes(limits.diskBytes()) + " of disk"
                + limitsNotice() + filterNotice();
    }

    private static String limitsNotice() {
        return WritableCgroups.detect()
                .weakness()
                .map(weakness -> ". Notice: " + weakness)
                .orElse("");
    }

    private String filterNotice() {
        return bubblewrap.filtersSystemCalls()
                ? ""
                : ". Notice: system calls are not filtered on " + System.getProperty("os.arch");
    }

    @Override
    public void requireAvailable() {
        if (!settings.executor().isComplete()) {
            throw new AgentException(
                    ErrorCode.SANDBOX_UNAVAILABLE,
                    "the executor is missing at " + settings.executor().jar() + "; rebuild the project");
        }
        ExecutorIsolation.requireAvailable();
        Path program = Toolchain.findProgram(settings.environment(), "bwrap")
                .orElseThrow(() -> new AgentException(
                        ErrorCode.SANDBOX_UNAVAILABLE,
                        "bubblewrap is not installed; install it (Debian, Ubuntu: apt-get install bubblewrap)"));
        try {
            ProcessProbe probe = BubblewrapCheck.probe(program, Duration.ofSeconds(10));
            if (!probe.succeeded()) {
                throw new AgentException(
                        ErrorCode.SANDBOX_UNAVAILABLE,
                        "bubblewrap cannot create a sandbox (" + probe.firstLine()
                                + "); allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    @Override
    public Sandbox open(Workspace workspace, boolean network) {
        try {
            List<String> command = bubblewrap.commandLine(workspace, network);
            command.addAll(new ExecutorCommand(
                            "/opt/executor/executor.jar",
                            "/workspace",
                            ExecutorIsolation.RESULTS,
                            BubblewrapCommand.HOME + "/.m2/repository")
                    .arguments(
                            workspace.baseCommit(),
                            network,
                            settings.commandTimeout().toSeconds()));
            command.addAll(List.of("--disk-bytes", Long.toString(limits.diskBytes())));
            // Last, because the cgroup would remain if the preparation of the sandbox failed.
            SandboxCgroup group = SandboxCgroup.create(limits);
            command.addAll(0, group.joinCommand());
            Process process = ProcessEnvironment.builder(command)
                    .directory(workspace.directory().toFile())
                    .start();
            settings.threads()
                    .newThread(new ProcessTreeLimiter(process, limits, group)::run)
                    .start();
            return ExecutorClient.attach(new ProcessTransport(process), settings);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the sandbox cannot be prepared: " + e.getMessage(), e);
        }
    }
}
