package dev.codeagent.client.stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Position of this client in a run: its last event, and its offset in each open block. */
final class EventCursor {
    /** After these events the model starts again: open blocks never end, and their names may be reused. */
    private static final Set<String> RESETTING_EVENTS = Set.of("run.started", "turn.finished", "run.finished");

    /** The kind of a delta that is output of a tool call. */
    private static final String OUTPUT = "output";

    private final Map<String, Integer> offsets = new HashMap<>();
    private long seq;
    private String block = "";

    /** Whether an event is the next one, a duplicate, or follows a missed one. */
    enum EventOrder {
        NEXT,
        DUPLICATE,
        GAP
    }

    /** The client wants only what follows this event. */
    void startAfter(long lastSeq) {
        seq = lastSeq;
    }

    EventOrder advance(GatewayMessage.Event event) {
        if (event.seq() <= seq) {
            return EventOrder.DUPLICATE;
        }
        if (event.seq() > seq + 1) {
            return EventOrder.GAP;
        }
        seq = event.seq();
        String type = event.json().getString("type");
        if (RESETTING_EVENTS.contains(type)) {
            offsets.clear();
            block = "";
        } else if (type.equals("block.finished")) {
            closeBlock(event.json().getString("block"));
        }
        return EventOrder.NEXT;
    }

    /**
     * The new part of a delta; empty if all of it was seen, or if the text before it is missing. The server does not repeat
     * output of a tool call.
     */
    Optional<JsonObject> newPart(GatewayMessage.Delta delta) {
        if (delta.json().getString("kind", "").equals(OUTPUT)) {
            return Optional.of(delta.json());
        }
        block = delta.block();
        int offset = offsets.getOrDefault(block, 0);
        int overlap = offset - delta.offset();
        if (overlap < 0 || overlap >= delta.text().length()) {
            return Optional.empty();
        }
        offsets.put(block, delta.offset() + delta.text().length());
        if (overlap == 0) {
            return Optional.of(delta.json());
        }
        return Optional.of(Json.createObjectBuilder(delta.json())
                .add("offset", offset)
                .add("text", delta.text().substring(overlap))
                .build());
    }

    long seq() {
        return seq;
    }

    /** The command that continues a run from here. */
    JsonObject resumeCommand(String run) {
        return Json.createObjectBuilder()
                .add("command", "/resume")
                .add("runs", Json.createArrayBuilder().add(toJson(run)))
                .build();
    }

    /** The cursor that {@code /resume} sends to the server. */
    JsonObject toJson(String run) {
        JsonObjectBuilder cursor = Json.createObjectBuilder().add("run", run).add("seq", seq);
        if (!block.isEmpty()) {
            cursor.add("block", block).add("offset", offsets.getOrDefault(block, 0));
        }
        return cursor.build();
    }

    private void closeBlock(String finished) {
        offsets.remove(finished);
        if (finished.equals(block)) {
            block = "";
        }
    }
}
