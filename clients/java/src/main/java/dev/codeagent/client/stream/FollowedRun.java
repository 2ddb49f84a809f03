package dev.codeagent.client.stream;

import dev.codeagent.client.event.RunEvent;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * A run that was followed to its end.
 *
 * @param lastEventByType the last event of each type that the client received
 */
public record FollowedRun(String run, Map<String, JsonObject> lastEventByType) {
    public FollowedRun {
        lastEventByType = Map.copyOf(lastEventByType);
    }

    /** How it ended; empty if that was before the first event that the client requested. */
    public Optional<RunEvent.RunFinished> finished() {
        return last("run.finished", RunEvent.RunFinished.class);
    }

    /** What the server's tests said about the changes; empty if they were not tested. */
    public Optional<RunEvent.VerdictReached> verdict() {
        return last("run.judged", RunEvent.VerdictReached.class);
    }

    private <E extends RunEvent> Optional<E> last(String type, Class<E> event) {
        return Optional.ofNullable(lastEventByType.get(type)).map(json -> event.cast(RunEvent.read(json)));
    }
}
