package dev.codeagent.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.LinkedHashSet;
import java.util.Set;

/** Somebody's wish that a run ends: heard by whoever waits, at once and from any thread. */
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

    /** Runs the action on cancel, or now where that already happened; closing the result forgets it. */
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

    /** Ends an {@link #onCancel}. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
