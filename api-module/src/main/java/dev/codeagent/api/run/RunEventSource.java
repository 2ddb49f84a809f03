package dev.codeagent.api.run;

import dev.codeagent.api.error.AgentException;
import java.util.List;

/** The way up: stored events and live deltas of runs, for every reader. */
public interface RunEventSource {

    /** At most {@code limit} stored events after {@code seq}, in order. */
    List<RecordedEvent> readAfter(RunId run, long seq, int limit);

    /**
     * Gives the rest after the cursor and then everything new, each event once and in order, and the open block from the
     * cursor's offset. Replay and registration are one step, so nothing falls between them.
     */
    Subscription subscribe(RunCursor cursor, Listener listener);

    /** Takes what happens in a run; called on the threads of those who cause it, so it must return at once. */
    interface Listener {
        void onEvent(RecordedEvent event);

        void onDelta(TextDelta delta);

        /** The run waits for something that no event can say, because nothing can be stored: a full disk, a lost database. */
        void onStalled(RunId run, AgentException reason);
    }

    /** Ends a {@link #subscribe}. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
