package dev.codeagent.api.concurrent;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The cancellation token of a run: {@link #cancel} may be called on any thread and runs all registered actions
 * immediately.
 */
public final class CancellationToken {
    private final Set<Runnable> actions = new LinkedHashSet<>();
    private boolean cancelled;

    public void cancel() {
        Runnable[] pending;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            pending = actions.toArray(Runnable[]::new);
            actions.clear();
        }
        for (Runnable action : pending) {
            action.run();
        }
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    public void throwIfCancelled() {
        if (isCancelled()) {
            throw new AgentException(ErrorCode.CANCELLED, "the run was cancelled");
        }
    }

    /** Runs the action on cancellation, or now if the token is already cancelled; closing the result unregisters it. */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> unregister(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void unregister(Runnable action) {
        actions.remove(action);
    }

    /** The registration of an {@link #onCancel} action. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
