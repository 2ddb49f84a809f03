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
    private final Path samples;

    /**
     * @param enabled {@code sandbox.enabled}; false is a wish for plain processes, which {@code allowPlain} must grant
     * @param samples the folder of copies of the bundled sample, which may run without walls
     */
    public Sandboxes(SandboxLauncher walls, SandboxLauncher plain, boolean enabled, boolean allowPlain, Path samples) {
        this.walls = walls;
        this.plain = plain;
        this.enabled = enabled;
        this.allowPlain = allowPlain;
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
            // Walls that are there and fail are a fault to mend; where there are none, the sample runs without.
            return plain(!walls.installed() && project.startsWith(samples), e.getMessage());
        }
    }

    private SandboxLauncher plain(boolean sample, String reason) {
        if (!allowPlain && !sample) {
            throw new AgentException(
                    ErrorCode.SANDBOX_UNAVAILABLE,
                    reason + ". To run commands without walls all the same, set sandbox.allowPlain to true");
        }
        plain.check();
        return plain;
    }
}
