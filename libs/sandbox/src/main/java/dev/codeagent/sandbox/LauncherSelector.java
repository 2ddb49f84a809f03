package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Selects the launcher of a run: an isolated one if available, plain processes only if allowed. */
public final class LauncherSelector {
    private final List<SandboxLauncher> launchers;
    private final SandboxLauncher unsandboxed;
    private final boolean enabled;
    private final boolean allowPlain;
    private final boolean inContainer;
    private final Optional<Path> sampleDirectory;
    private final SandboxObserver observer;

    /**
     * @param launchers in order of preference; the first available one is selected
     * @param enabled {@code sandbox.enabled}; false requests plain processes, which {@code allowPlain} must allow
     * @param inContainer whether the server runs in a container, whose engine blocks bubblewrap by default
     * @param sampleDirectory the directory for copies of the bundled sample, which may run without isolation if no
     *     launcher is configured
     */
    public LauncherSelector(
            List<SandboxLauncher> launchers,
            SandboxLauncher unsandboxed,
            boolean enabled,
            boolean allowPlain,
            boolean inContainer,
            Optional<Path> sampleDirectory) {
        this(launchers, unsandboxed, enabled, allowPlain, inContainer, sampleDirectory, SandboxObserver.NONE);
    }

    /** @param observer is called after each start of a sandbox */
    public LauncherSelector(
            List<SandboxLauncher> launchers,
            SandboxLauncher unsandboxed,
            boolean enabled,
            boolean allowPlain,
            boolean inContainer,
            Optional<Path> sampleDirectory,
            SandboxObserver observer) {
        this.launchers = List.copyOf(launchers);
        this.unsandboxed = unsandboxed;
        this.enabled = enabled;
        this.allowPlain = allowPlain;
        this.inContainer = inContainer;
        this.sampleDirectory = sampleDirectory;
        this.observer = observer;
    }

    /**
     * The launcher of a run.
     *
     * @param notices why a better launcher that is installed is not used
     */
    public record Selection(SandboxLauncher launcher, List<String> notices) {}

    /**
     * Selects the launcher for a project.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_UNAVAILABLE, with the fix, if no launcher may be used
     */
    private Selection select(Path project) {
        if (!enabled) {
            return selectUnsandboxed(false, List.of("sandbox.enabled is false"));
        }
        var reasons = new ArrayList<String>();
        var notices = new ArrayList<String>();
        for (SandboxLauncher launcher : launchers) {
            try {
                launcher.requireAvailable();
                return new Selection(launcher, notices);
            } catch (AgentException e) {
                reasons.add(e.getMessage());
                if (launcher.isInstalled()) {
                    notices.add(launcher.name() + " is not used: " + e.getMessage());
                }
            }
        }
        // An installed launcher that fails must be fixed; if none can be installed, the sample runs without isolation.
        boolean noneInstalled = inContainer || launchers.stream().noneMatch(SandboxLauncher::isInstalled);
        return selectUnsandboxed(
                noneInstalled && sampleDirectory.filter(project::startsWith).isPresent(), reasons);
    }

    /**
     * Selects the launcher of a run.
     *
     * @param earlier the launcher of the sandbox in which calls of the run were executed, if there were any; the run must use it
     *     again, because the results of the calls and the records for an undo are in that sandbox
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_UNAVAILABLE, with the reason, if it may not be used now
     */
    public Selection select(Path project, Optional<String> earlier) {
        return earlier.map(name -> selectAgain(project, name)).orElseGet(() -> select(project));
    }

    private Selection selectAgain(Path project, String name) {
        if (name.equals(unsandboxed.name())) {
            return selectUnsandboxed(
                    sampleDirectory.filter(project::startsWith).isPresent(),
                    List.of("the calls of this run were executed without a sandbox"));
        }
        SandboxLauncher launcher = launchers.stream()
                .filter(l -> l.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unavailableAgain(name, "the configuration does not allow it now"));
        try {
            launcher.requireAvailable();
        } catch (AgentException e) {
            throw unavailableAgain(name, e.getMessage());
        }
        return new Selection(launcher, List.of());
    }

    private static AgentException unavailableAgain(String name, String reason) {
        return new AgentException(
                ErrorCode.SANDBOX_UNAVAILABLE,
                "calls of this run were executed in a sandbox of " + name
                        + ", and their results are only there; it cannot be used: " + reason);
    }

    private Selection selectUnsandboxed(boolean sample, List<String> reasons) {
        if (!allowPlain && !sample) {
            throw new AgentException(
                    ErrorCode.SANDBOX_UNAVAILABLE,
                    String.join("; ", reasons)
                            + (inContainer ? ". In a container the engine must allow this, see docs/docker.md" : "")
                            + ". To run commands without isolation anyway, set sandbox.allowPlain to true");
        }
        unsandboxed.requireAvailable();
        return new Selection(unsandboxed, List.of());
    }

    /** Opens a sandbox with a launcher that was selected. */
    public Sandbox open(SandboxLauncher launcher, Workspace workspace, boolean network) {
        long start = System.nanoTime();
        boolean opened = false;
        try {
            Sandbox sandbox = launcher.open(workspace, network);
            opened = true;
            return sandbox;
        } finally {
            observer.started(launcher.name(), Duration.ofNanos(System.nanoTime() - start), opened);
        }
    }

    /** The sandboxes that wait for a run, by launcher. */
    public Map<String, PoolStatus> pools() {
        return launchers.stream().collect(Collectors.toMap(SandboxLauncher::name, SandboxLauncher::pool));
    }

    /** The runs that have volumes. */
    public Set<RunId> runsWithVolumes() {
        return launchers.stream()
                .flatMap(launcher -> launcher.runsWithVolumes().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Removes the volumes of a run that has ended.
     *
     * @throws AgentException if the engine does not answer
     */
    public void discard(RunId run) {
        launchers.forEach(launcher -> launcher.discard(run));
    }

    /** Removes the sandboxes that earlier servers left of finished runs. */
    public void removeOrphans(Set<RunId> unfinished) {
        launchers.forEach(launcher -> launcher.removeOrphans(unfinished));
    }

    /** Removes resources that no run uses, because the server stops. */
    public void close() {
        launchers.forEach(SandboxLauncher::close);
    }
}
