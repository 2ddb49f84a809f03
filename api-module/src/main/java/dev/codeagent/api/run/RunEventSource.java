package dev.codeagent.api.run;

import dev.codeagent.api.error.AgentException;
import java.util.List;
import java.util.Optional;

/** Source of stored events and live deltas of runs, for all readers. */
public interface RunEventSource {

    /** Returns at most {@code limit} stored events after {@code seq}, in order. */
    List<RecordedEvent> readAfter(RunId run, long seq, int limit);

    /**
     * Delivers the events after the cursor and then all new events, each event once and in order, and the open block
     * from the cursor's offset. Replay and registration are atomic, so no event is missed in between.
     */
    Subscription subscribe(RunCursor cursor, Listener listener);

    /** Who follows the run now. */
    default List<Follower> followers(RunId run) {
        return List.of();
    }

    /** Receives the events of a run. Called on the publishers' threads, so implementations must return immediately. */
    interface Listener {
        void onEvent(RecordedEvent event);

        void onDelta(TextDelta delta);

        /** The run is blocked and no event can report it, because nothing can be stored: full disk, lost database. */
        void onStalled(RunId run, AgentException reason);

        /** Who this is, if others who follow the run may know it. */
        default Optional<Follower> follower() {
            return Optional.empty();
        }

        /** Somebody else began or stopped to follow the run. It is not stored, and has no number. */
        default void onPresence(RunId run, List<Follower> followers) {}
    }

    /** A subscription; {@code close} ends it. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
