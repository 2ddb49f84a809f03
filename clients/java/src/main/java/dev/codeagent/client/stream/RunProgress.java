package dev.codeagent.client.stream;

import dev.codeagent.client.error.ApiError;
import dev.codeagent.client.error.ConnectionException;
import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** What a client has of a run, whatever the transport: its position, the last events, and errors since the last event. */
final class RunProgress {
    /** Limit of error messages without a new event in between; the server sends one every five seconds. */
    private static final int MAX_ERRORS_WITHOUT_PROGRESS = 6;

    private final RunListener listener;
    private final EventCursor cursor = new EventCursor();
    private final Map<String, JsonObject> lastEventByType = new HashMap<>();
    private String lastError = "";
    private int errorCount;

    RunProgress(RunListener listener) {
        this.listener = listener;
    }

    EventCursor cursor() {
        return cursor;
    }

    boolean isFinished() {
        return lastEventByType.containsKey("run.finished");
    }

    FollowedRun result(String run) {
        return new FollowedRun(run, lastEventByType);
    }

    /** Delivers an event that is new; false if events before it are missing. */
    boolean deliver(GatewayMessage.Event event) {
        switch (cursor.advance(event)) {
            case GAP:
                return false;
            case NEXT:
                errorCount = 0;
                lastError = "";
                lastEventByType.put(event.json().getString("type"), event.json());
                listener.onEvent(event.json());
                return true;
            default:
                return true;
        }
    }

    void deliver(GatewayMessage.Delta delta) {
        cursor.newPart(delta).ifPresent(listener::onDelta);
    }

    /** The run waits and the server continues it automatically; this client stops after some of these errors. */
    void reportTemporary(ApiError error, String run) {
        String reason = error.message() + " (" + error.code() + ")";
        if (!reason.equals(lastError)) {
            lastError = reason;
            listener.onConnectionNotice("server error: " + reason);
        }
        if (++errorCount == MAX_ERRORS_WITHOUT_PROGRESS) {
            throw new ConnectionException(
                    "run " + run + " waits: " + reason + "; the server continues it automatically", run, null);
        }
    }
}
