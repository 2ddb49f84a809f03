package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.logging.Logger;

/** A workspace's git bundle, which a thread of its own makes while the container comes. */
final class PrefetchedBundle implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PrefetchedBundle.class.getName());

    private final Workspace workspace;
    private final boolean prefetch;
    private final CompletableFuture<InputStream> bundle = new CompletableFuture<>();

    /** @param prefetch whether it is sure to be taken; else it is made when it is */
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

    /** Waits for it; it is closed with this. WORKSPACE_FAILED where it cannot be made. */
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
