package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.file.Path;

/** Chooses the launcher of a run: walls where they can be had, a plain process only where that is allowed. */
public final class Sandboxes {
    private final SandboxLauncher walls;
    private final SandboxLauncher plain;
    private final boolean enabled;
    private final boolean allowPlain;
    private final boolean container;
    private final Path samples;

    /**
     * @param enabled {@code sandbox.enabled}; false is a wish for plain processes, which {@code allowPlain} must grant
     * @param container whether the server runs in a container, whose engine forbids walls unless it is told otherwise
     * @param samples the folder of copies of the bundled sample, which may run without walls
     */
    public Sandboxes(
            SandboxLauncher walls,
            SandboxLauncher plain,
            boolean enabled,
            boolean allowPlain,
            boolean container,
            Path samples) {
        this.walls = walls;
        this.plain = plain;
        this.enabled = enabled;
        this.allowPlain = allowPlain;
        this.container = container;
        this.samples = samples;
    }

    /** SANDBOX_UNAVAILABLE, with what to do, where none may be used. */
    public SandboxLauncher choose(Path project) {
        if (!enabled) {
            return plain(false, "sandbox.enabled is false");
        }
        try {
            walls.check();
            return walls;
        } catch (AgentException e) {
            // Walls that are there and fail are a fault to mend; where there can be none, the sample runs without.
            boolean none = container || !walls.installed();
            return plain(none && project.startsWith(samples), e.getMessage());
        }
    }

    private SandboxLauncher plain(boolean sample, String reason) {
        if (!allowPlain && !sample) {
            throw new AgentException(
                    ErrorCode.SANDBOX_UNAVAILABLE,
                    reason + (container ? ". In a container its engine has to allow that, see docs/docker.md" : "")
                            + ". To run commands without walls all the same, set sandbox.allowPlain to true");
        }
        plain.check();
        return plain;
    }
}
