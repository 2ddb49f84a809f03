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
public final class Sandboxes {
    private final List<SandboxLauncher> walls;
    private final SandboxLauncher plain;
    private final boolean enabled;
    private final boolean allowPlain;
    private final boolean container;
    private final Optional<Path> samples;

    /**
     * @param walls the first that works is taken
     * @param enabled {@code sandbox.enabled}; false is a wish for plain processes, which {@code allowPlain} must grant
     * @param container whether the server runs in a container, whose engine forbids bubblewrap unless it is told otherwise
     * @param samples the folder of copies of the bundled sample, which may run without walls where no launcher was named
     */
    public Sandboxes(
            List<SandboxLauncher> walls,
            SandboxLauncher plain,
            boolean enabled,
            boolean allowPlain,
            boolean container,
            Optional<Path> samples) {
        this.walls = List.copyOf(walls);
        this.plain = plain;
        this.enabled = enabled;
        this.allowPlain = allowPlain;
        this.container = container;
        this.samples = samples;
    }

    /**
     * What a run works in.
     *
     * @param remarks why a better launcher that is installed was not taken
     */
    public record Choice(SandboxLauncher launcher, List<String> remarks) {}

    /** SANDBOX_UNAVAILABLE, with what to do, where none may be used. */
    public Choice choose(Path project) {
        if (!enabled) {
            return plain(false, List.of("sandbox.enabled is false"));
        }
        var reasons = new ArrayList<String>();
        var remarks = new ArrayList<String>();
        for (SandboxLauncher launcher : walls) {
            try {
                launcher.check();
                return new Choice(launcher, remarks);
            } catch (AgentException e) {
                reasons.add(e.getMessage());
                if (launcher.installed()) {
                    remarks.add(launcher.name() + " is not used: " + e.getMessage());
                }
            }
        }
        // Walls that are there and fail are a fault to mend; where there can be none, the sample runs without.
        boolean none = container || walls.stream().noneMatch(SandboxLauncher::installed);
        return plain(none && samples.filter(project::startsWith).isPresent(), reasons);
    }

    private Choice plain(boolean sample, List<String> reasons) {
        if (!allowPlain && !sample) {
            throw new AgentException(
                    ErrorCode.SANDBOX_UNAVAILABLE,
                    String.join("; ", reasons)
                            + (container ? ". In a container its engine has to allow that, see docs/docker.md" : "")
                            + ". To run commands without walls all the same, set sandbox.allowPlain to true");
        }
        plain.check();
        return new Choice(plain, List.of());
    }

    /** Removes what earlier servers left behind of runs that are over. */
    public void reap(Set<RunId> unfinished) {
        walls.forEach(launcher -> launcher.reap(unfinished));
    }

    /** Removes what serves no run any more; the server stops. */
    public void close() {
        walls.forEach(SandboxLauncher::close);
    }
}
