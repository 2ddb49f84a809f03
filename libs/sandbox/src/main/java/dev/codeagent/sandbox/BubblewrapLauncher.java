package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.diagnostics.BubblewrapCheck;
import dev.codeagent.diagnostics.ProcessProbe;
import dev.codeagent.diagnostics.WritableCgroups;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.sandbox.egress.EgressRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Starts executors under bubblewrap: in new user, process, network and mount namespaces, without capabilities, and with
 * their own root directory, which contains the programs of the system read-only.
 */
public final class BubblewrapLauncher implements SandboxLauncher {
    /** Each run asks whether bubblewrap works, and a process for each answer costs more than the rest of its start. */
    private static final Duration PROBE_KEPT = Duration.ofSeconds(30);

    private final LauncherSettings settings;
    private final ResourceLimits limits;
    private final BubblewrapCommand bubblewrap;
    private final OverlayMount overlay;
    private final boolean preparationOnline;
    private final EgressRules egress;
    private volatile Optional<SuccessfulProbe> lastProbe = Optional.empty();

    /** A program that could create a sandbox. */
    private record SuccessfulProbe(Path program, long atNanos) {
        boolean holdsFor(Path other) {
            return program.equals(other) && System.nanoTime() - atNanos < PROBE_KEPT.toNanos();
        }
    }

    /**
     * @param level permits the preparation to reach public hosts, except at full isolation
     * @param limits of one sandbox as a whole; bubblewrap cannot limit CPU
     * @param egressHosts hosts that the preparation may reach, whatever their address is
     */
    public BubblewrapLauncher(
            LauncherSettings settings, SecurityLevel level, ResourceLimits limits, List<String> egressHosts) {
        this.settings = settings;
        this.limits = limits;
        this.preparationOnline = level.prepareNetwork() != NetworkAccess.NONE;
        this.overlay = new OverlayMount(settings.scratchDirectory(), settings.environment());
        this.egress = new EgressRules(egressHosts, settings.environment());
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
        if (lastProbe.filter(probe -> probe.holdsFor(program)).isPresent()) {
            return;
        }
        try {
            ProcessProbe probe = BubblewrapCheck.probe(program, Duration.ofSeconds(10));
            if (!probe.succeeded()) {
                throw new AgentException(
                        ErrorCode.SANDBOX_UNAVAILABLE,
                        "bubblewrap cannot create a sandbox (" + probe.firstLine()
                                + "); allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)");
            }
            lastProbe = Optional.of(new SuccessfulProbe(program, System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    @Override
    public NetworkAccess networkAccess(boolean preparation) {
        return preparation && preparationOnline ? NetworkAccess.PUBLIC : NetworkAccess.NONE;
    }

    @Override
    public Sandbox open(Workspace workspace, boolean network) {
        NetworkAccess access = networkAccess(network);
        return start(
                workspace,
                access,
                cache -> new Mounts(
                        workspace.directory(),
                        workspace.resultsDirectory(),
                        access.isProxied() ? cache.openPrepared() : cache.open(overlay)));
    }

    @Override
    public boolean canFetchPackages() {
        return preparationOnline && overlay.isSupported();
    }

    @Override
    public Sandbox openForPackages(Workspace workspace, String layer) {
        return start(workspace, NetworkAccess.LISTED, cache -> {
            Path directory = cache.layer(layer);
            return new Mounts(
                    Files.createDirectories(directory.resolve("tree")),
                    Files.createDirectories(directory.resolve("results")),
                    cache.openLayer(overlay, layer));
        });
    }

    @Override
    public void sharePackages(Workspace from, Workspace to) {
        try {
            RunCache.of(to).linkLayers(RunCache.of(from));
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the packages cannot be shared: " + e.getMessage(), e);
        }
    }

    @Override
    public void addPackages(Workspace workspace, String layer) {
        try {
            RunCache.of(workspace).completeLayer(layer);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the packages cannot be added: " + e.getMessage(), e);
        }
    }

    /** The directories of the host that a sandbox works with. */
    private record Mounts(Path workspace, Path results, RunCache.View cache) {}

    /** Selects the directories; may create them. */
    private interface MountSelector {
        Mounts select(RunCache cache) throws IOException;
    }

    private Sandbox start(Workspace workspace, NetworkAccess access, MountSelector selector) {
        Optional<EgressProxyProcess> proxy = access.isProxied()
                ? Optional.of(
                        EgressProxyProcess.start(settings, workspace.project().value(), egress.environment(access)))
                : Optional.empty();
        try {
            // Before an overlay is mounted, because its lower directory must not change afterwards.
            SandboxHome.createDirectories(workspace.cacheDirectory());
            return start(workspace, selector.select(RunCache.of(workspace)), proxy);
        } catch (AgentException e) {
            proxy.ifPresent(EgressProxyProcess::close);
            throw e;
        } catch (IOException e) {
            proxy.ifPresent(EgressProxyProcess::close);
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the sandbox cannot be prepared: " + e.getMessage(), e);
        }
    }

    private Sandbox start(Workspace workspace, Mounts mounts, Optional<EgressProxyProcess> proxy) throws IOException {
        List<String> command = bubblewrap.commandLine(
                mounts.workspace(), mounts.results(), mounts.cache(), proxy.map(EgressProxyProcess::directory));
        command.addAll(new ExecutorCommand(
                        "/opt/executor/executor.jar",
                        "/workspace",
                        ExecutorIsolation.RESULTS,
                        BubblewrapCommand.HOME + "/.m2/repository")
                .arguments(
                        workspace, proxy.isPresent(), settings.commandTimeout().toSeconds()));
        proxy.ifPresent(p -> command.addAll(List.of("--egress", EgressProxyProcess.SOCKET_PATH)));
        command.addAll(List.of("--disk-bytes", Long.toString(limits.diskBytes())));
        // Last, because the cgroup would remain if the preparation of the sandbox failed.
        SandboxCgroup group = SandboxCgroup.create(limits);
        command.addAll(0, group.joinCommand());
        Process process = ProcessEnvironment.builder(command)
                .directory(mounts.workspace().toFile())
                .start();
        var limiter = new ProcessTreeLimiter(process, limits, group);
        settings.threads()
                .newThread(() -> {
                    limiter.run();
                    proxy.ifPresent(EgressProxyProcess::close);
                })
                .start();
        return ExecutorClient.attach(new ProcessTransport(process), settings);
    }
}
