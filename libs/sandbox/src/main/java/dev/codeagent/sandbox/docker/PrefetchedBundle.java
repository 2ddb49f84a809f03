package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.logging.Logger;

/** The git bundle of a workspace, which a separate thread creates while the container starts. */
final class PrefetchedBundle implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PrefetchedBundle.class.getName());

    private final Workspace workspace;
    private final boolean prefetch;
    private final CompletableFuture<InputStream> bundle = new CompletableFuture<>();

    /** @param prefetch whether to start at once; otherwise the bundle is created when it is needed */
    PrefetchedBundle(Workspace workspace, ThreadFactory threads, boolean prefetch) {
        this.workspace = workspace;
        this.prefetch = prefetch;
        if (prefetch) {
            threads.newThread(this::createBundle).start();
        }
    }

    private void createBundle() {
        try {
            bundle.complete(workspace.openBundle());
        } catch (RuntimeException e) {
            bundle.completeExceptionally(e);
        }
    }

    /**
     * Waits for the bundle; closed together with this object.
     *
     * @throws dev.codeagent.api.error.AgentException WORKSPACE_FAILED if it cannot be created
     */
    InputStream await() {
        if (!prefetch) {
            createBundle();
        }
        try {
            return bundle.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AgentException failure ? failure : e;
        }
    }

    /** A bundle that is still being created is deleted afterwards. */
    @Override
    public void close() {
        bundle.thenAccept(stream -> {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.warning("temporary git bundle not deleted error=" + e.getMessage());
            }
        });
    }
}
