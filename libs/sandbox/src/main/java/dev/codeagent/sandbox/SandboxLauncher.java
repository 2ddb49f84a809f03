package dev.codeagent.sandbox;

import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.docker.NetworkAccess;
import java.util.Set;
import java.util.function.Function;

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
     * The network that a sandbox really has.
     *
     * @param preparation whether the project is prepared, or agents work
     */
    NetworkAccess networkAccess(boolean preparation);

    /**
     * Starts an executor in the workspace.
     *
     * @param network whether the project is prepared, with {@link #networkAccess} for that. Agents must not have worked
     *     in the workspace before
     */
    Sandbox open(Workspace workspace, boolean network);

    /** The sandboxes that it started in advance; asks nobody, so it returns at once. */
    default PoolStatus pool() {
        return PoolStatus.NONE;
    }

    /** Whether packages can be fetched for agents, see {@link #openForPackages}. */
    default boolean canFetchPackages() {
        return false;
    }

    /**
     * Starts an executor in an empty directory that reaches only package registries. It sees nothing that an agent
     * wrote, and fills a new layer of the run's cache. No other sandbox of the run may be open.
     *
     * @param layer the name of the layer
     */
    default Sandbox openForPackages(Workspace workspace, String layer) {
        throw new UnsupportedOperationException(name());
    }

    /** Runs the work in a sandbox for packages, and adds the layer if the result is OK. */
    default ToolResult fetchPackages(Workspace workspace, String layer, Function<Sandbox, ToolResult> work) {
        ToolResult result;
        try (Sandbox sandbox = openForPackages(workspace, layer)) {
            result = work.apply(sandbox);
        }
        if (result.outcome() == ToolResult.Outcome.OK) {
            addPackages(workspace, layer);
        }
        return result;
    }

    /** Makes the packages of one workspace visible to the sandboxes of another one of the same project. */
    default void sharePackages(Workspace from, Workspace to) {}

    /** Adds the layer to what later sandboxes of the run see. */
    default void addPackages(Workspace workspace, String layer) {
        throw new UnsupportedOperationException(name());
    }

    /** Removes what the closed sandboxes of a workspace left that no other run will use, for example volumes. */
    default void discard(Workspace workspace) {}

    /** The runs that have something outside of their workspace's directory, for example volumes. */
    default Set<RunId> runsWithVolumes() {
        return Set.of();
    }

    /** Removes what a run that has ended has outside of its workspace's directory. */
    default void discard(RunId run) {}

    /** Removes what earlier servers left of finished runs; unfinished runs continue later. */
    default void removeOrphans(Set<RunId> unfinished) {}

    /** Removes resources that no run uses, because the server stops. */
    default void close() {}
}
