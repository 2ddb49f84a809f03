package dev.codeagent.messaging;

import dev.codeagent.api.run.RecordedEvent;
import java.time.Duration;
import java.util.List;

/** Listener for all events of all runs. It is called after they are stored, in the order of each run, and must return at once. */
public interface EventObserver {
    /** Observes nothing. */
    EventObserver NONE = (events, append) -> {};

    /** @param append how long it took to store the events; zero if that is not known */
    void stored(List<RecordedEvent> events, Duration append);
}
