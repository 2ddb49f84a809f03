package dev.codeagent.sandbox;

import dev.codeagent.api.run.RunId;
import java.util.Set;

/** Starts sandboxes with one technology: Docker, bubblewrap, or plain processes. */
public interface SandboxLauncher {

    /** E.g. {@code bubblewrap}. */
    String name();

    /** Whether the required program is installed on the host. */
    boolean isInstalled();

    /** One readable line: what the isolation prevents and what it allows. */
    String description();

    /**
     * Checks that sandboxes can start here.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_UNAVAILABLE, with what to install or configure, if they
     *     cannot
     */
    void requireAvailable();

    /**
     * Prepares what the sandboxes of the workspace need, for example an image, which may take minutes. If it is missing
     * when a sandbox opens, it is prepared again, without progress messages.
     */
    default SetupPlan provision(Workspace workspace, ProgressListener listener) {
        return SetupPlan.NONE;
    }

    /**
     * Starts an executor in the workspace.
     *
     * @param network whether commands may use the network; only for the preparation
     */
    Sandbox open(Workspace workspace, boolean network);

    /** Removes what the closed sandboxes of a workspace left that no other run will use, for example volumes. */
    default void discard(Workspace workspace) {}

    /** Removes what earlier servers left of finished runs; unfinished runs continue later. */
    default void removeOrphans(Set<RunId> unfinished) {}

    /** Removes resources that no run uses, because the server stops. */
    default void close() {}
}
