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
    private final Path sample;

    /**
     * @param enabled {@code sandbox.enabled}; false is a wish for plain processes, which {@code allowPlain} must grant
     * @param sample the folder of the bundled sample, which may run without walls
     */
    public Sandboxes(SandboxLauncher walls, SandboxLauncher plain, boolean enabled, boolean allowPlain, Path sample) {
        this.walls = walls;
        this.plain = plain;
        this.enabled = enabled;
        this.allowPlain = allowPlain;
        this.sample = sample;
    }

    /** SANDBOX_UNAVAILABLE, with what to do, where none may be used. */
    public SandboxLauncher choose(Path project) {
        if (enabled) {
            try {
                walls.check();
                return walls;
            } catch (AgentException e) {
                return plainOr(project, e.getMessage());
            }
        }
        return plainOr(project, "sandbox.enabled is false");
    }

    private SandboxLauncher plainOr(Path project, String reason) {
        if (!allowPlain && !project.equals(sample)) {
            throw new AgentException(
                    ErrorCode.SANDBOX_UNAVAILABLE,
                    reason + ". To run commands without walls all the same, set sandbox.allowPlain to true");
        }
        plain.check();
        return plain;
    }
}
