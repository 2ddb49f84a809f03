package dev.codeagent.sandbox;

import dev.codeagent.api.run.RunId;
import java.util.Set;

/** A way to start sandboxes: Docker, bubblewrap, a plain process. */
public interface SandboxLauncher {

    /** E.g. {@code bubblewrap}. */
    String name();

    /** Whether the program that it needs is on this machine. */
    boolean isInstalled();

    /** One line for people: what these walls keep out and what not. */
    String description();

    /** SANDBOX_UNAVAILABLE with what to install or configure where it can't start here. */
    void requireAvailable();

    /**
     * Makes ready what the workspace's sandboxes are made from, which may take minutes. It is made again, in silence, where it
     * is missing when a sandbox is opened.
     */
    default SetupPlan provision(Workspace workspace, ProgressListener listener) {
        return SetupPlan.NONE;
    }

    /**
     * Starts an executor on the workspace.
     *
     * @param network whether commands may reach the network; only the prepare step may
     */
    Sandbox open(Workspace workspace, boolean network);

    /** Removes what earlier servers left behind of runs that are over; those of unfinished runs are taken up later. */
    default void removeOrphans(Set<RunId> unfinished) {}

    /** Removes what serves no run any more; the server stops. */
    default void close() {}
}
