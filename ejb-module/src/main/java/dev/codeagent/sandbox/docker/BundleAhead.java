package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.projects.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.logging.Logger;

/** A workspace's git bundle, which a thread of its own makes while the container comes. */
final class BundleAhead implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BundleAhead.class.getName());

    private final Workspace workspace;
    private final boolean begun;
    private final CompletableFuture<InputStream> bundle = new CompletableFuture<>();

    /** @param wanted whether it is sure to be taken; else it is made when it is */
    BundleAhead(Workspace workspace, ThreadFactory threads, boolean wanted) {
        this.workspace = workspace;
        this.begun = wanted;
        if (wanted) {
            threads.newThread(this::make).start();
        }
    }

    private void make() {
        try {
            bundle.complete(workspace.bundle());
        } catch (RuntimeException e) {
            bundle.completeExceptionally(e);
        }
    }

    /** Waits for it; it is closed with this. WORKSPACE_FAILED where it cannot be made. */
    InputStream take() {
        if (!begun) {
            make();
        }
        try {
            return bundle.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AgentException failure ? failure : e;
        }
    }

    /** One that is still being made goes when it is. */
    @Override
    public void close() {
        bundle.thenAccept(stream -> {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.warning("a bundle was left in the folder of temporary files: " + e.getMessage());
            }
        });
    }
}
