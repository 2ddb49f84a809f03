package dev.codeagent.executor.tool;

import java.util.concurrent.CompletableFuture;

/** A caller's way to end a call that is under way. */
public final class Cancellation {
    private final CompletableFuture<Void> asked = new CompletableFuture<>();

    public void cancel() {
        asked.complete(null);
    }

    public boolean isCancelled() {
        return asked.isDone();
    }

    /** Completes when the call is to end. */
    public CompletableFuture<Void> asked() {
        return asked.copy();
    }
}
