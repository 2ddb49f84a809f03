package dev.codeagent.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.LinkedHashSet;
import java.util.Set;

/** Somebody's wish that a run ends: heard by whoever waits, at once and from any thread. */
public final class CancelSignal {
    private final Set<Runnable> actions = new LinkedHashSet<>();
    private boolean cancelled;

    public void cancel() {
        Runnable[] now;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            now = actions.toArray(Runnable[]::new);
            actions.clear();
        }
        for (Runnable action : now) {
            action.run();
        }
    }

    public synchronized boolean cancelled() {
        return cancelled;
    }

    public void throwIfCancelled() {
        if (cancelled()) {
            throw new AgentException(ErrorCode.CANCELLED, "the run was cancelled");
        }
    }

    /** Runs the action on cancel, or now where that already happened; closing the result forgets it. */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> forget(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void forget(Runnable action) {
        actions.remove(action);
    }

    /** Ends an {@link #onCancel}. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
