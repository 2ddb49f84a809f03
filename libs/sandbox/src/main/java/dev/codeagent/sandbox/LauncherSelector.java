package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses the launcher of a run: walls where they can be had, a plain process only where that is allowed. */
public final class LauncherSelector {
    private final List<SandboxLauncher> launchers;
    private final SandboxLauncher unsandboxed;
    private final boolean enabled;
    private final boolean allowPlain;
    private final boolean inContainer;
    private final Optional<Path> sampleDirectory;

    /**
     * @param launchers the first that works is taken
     * @param enabled {@code sandbox.enabled}; false is a wish for plain processes, which {@code allowPlain} must grant
     * @param inContainer whether the server runs in a container, whose engine forbids bubblewrap unless it is told otherwise
     * @param sampleDirectory the folder of copies of the bundled sample, which may run without walls where no launcher was named
     */
    public LauncherSelector(
            List<SandboxLauncher> launchers,
            SandboxLauncher unsandboxed,
            boolean enabled,
            boolean allowPlain,
            boolean inContainer,
            Optional<Path> sampleDirectory) {
        this.launchers = List.copyOf(launchers);
        this.unsandboxed = unsandboxed;
        this.enabled = enabled;
        this.allowPlain = allowPlain;
        this.inContainer = inContainer;
        this.sampleDirectory = sampleDirectory;
    }

    /**
     * What a run works in.
     *
     * @param notices why a better launcher that is installed was not taken
     */
    public record Selection(SandboxLauncher launcher, List<String> notices) {}

    /** SANDBOX_UNAVAILABLE, with what to do, where none may be used. */
    public Selection select(Path project) {
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
        // Walls that are there and fail are a fault to mend; where there can be none, the sample runs without.
        boolean noneInstalled = inContainer || launchers.stream().noneMatch(SandboxLauncher::isInstalled);
        return selectUnsandboxed(
                noneInstalled && sampleDirectory.filter(project::startsWith).isPresent(), reasons);
    }

    private Selection selectUnsandboxed(boolean sample, List<String> reasons) {
        if (!allowPlain && !sample) {
            throw new AgentException(
                    ErrorCode.SANDBOX_UNAVAILABLE,
                    String.join("; ", reasons)
                            + (inContainer ? ". In a container its engine has to allow that, see docs/docker.md" : "")
                            + ". To run commands without walls all the same, set sandbox.allowPlain to true");
        }
        unsandboxed.requireAvailable();
        return new Selection(unsandboxed, List.of());
    }

    /** Removes what earlier servers left behind of runs that are over. */
    public void removeOrphans(Set<RunId> unfinished) {
        launchers.forEach(launcher -> launcher.removeOrphans(unfinished));
    }

    /** Removes what serves no run any more; the server stops. */
    public void close() {
        launchers.forEach(SandboxLauncher::close);
    }
}
