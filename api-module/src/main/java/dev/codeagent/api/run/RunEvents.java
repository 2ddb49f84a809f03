package dev.codeagent.api.run;

import java.util.List;

/** The way up: stored events and live deltas of runs, for every reader. */
public interface RunEvents {

    /** At most {@code limit} stored events after {@code seq}, in order. */
    List<RecordedEvent> after(RunId run, long seq, int limit);

    /**
     * Gives the rest after the cursor and then everything new, each event once and in order, and the open block from the
     * cursor's offset. Replay and registration are one step, so nothing falls between them.
     */
    Subscription follow(Cursor cursor, Listener listener);

    /** Takes what happens in a run; called on the threads of those who cause it, so it must return at once. */
    interface Listener {
        void event(RecordedEvent event);

        void delta(TextDelta delta);
    }

    /** Ends a {@link #follow}. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
