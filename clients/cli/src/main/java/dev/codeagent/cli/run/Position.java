package dev.codeagent.cli.run;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Optional;

/** How far this client has come in a run: its last event, and its place in the block that is open. */
final class Position {
    private long seq;
    private String block = "";
    private int offset;

    /** What became of an event: new, seen before, or one was missed before it. */
    enum Step {
        NEXT,
        SEEN,
        GAP
    }

    Step event(GatewayMessage.Event event) {
        if (event.seq() <= seq) {
            return Step.SEEN;
        }
        if (event.seq() > seq + 1) {
            return Step.GAP;
        }
        seq = event.seq();
        if (event.json().getString("type").equals("block.finished")
                && event.json().getString("block").equals(block)) {
            block = "";
            offset = 0;
        }
        return Step.NEXT;
    }

    /** The part of a delta that is new; nothing where it was seen, or where the piece before it is missing. */
    Optional<JsonObject> delta(GatewayMessage.Delta delta) {
        if (!delta.block().equals(block)) {
            block = delta.block();
            offset = 0;
        }
        int known = offset - delta.offset();
        if (known < 0 || known >= delta.text().length()) {
            return Optional.empty();
        }
        offset = delta.offset() + delta.text().length();
        if (known == 0) {
            return Optional.of(delta.json());
        }
        return Optional.of(Json.createObjectBuilder(delta.json())
                .add("offset", delta.offset() + known)
                .add("text", delta.text().substring(known))
                .build());
    }

    /** What to ask a server for that this client comes back to. */
    JsonObject cursor(String run) {
        JsonObjectBuilder cursor = Json.createObjectBuilder().add("run", run).add("seq", seq);
        if (!block.isEmpty()) {
            cursor.add("block", block).add("offset", offset);
        }
        return cursor.build();
    }
}
