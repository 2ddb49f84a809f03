package dev.codeagent.tests.anyserver;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A run as one client saw it: its events without ids and times, its deltas joined. */
final class ObservedRun {
    /** What differs from run to run, whoever looks. */
    private static final Set<String> VOLATILE_FIELDS =
            Set.of("run", "seq", "at", "session", "base", "branch", "commit", "millis");

    private final List<JsonObject> events = new ArrayList<>();
    private final Map<String, String> deltaTexts = new LinkedHashMap<>();
    private final Map<String, String> finishedTexts = new LinkedHashMap<>();

    void add(JsonObject event) {
        String type = event.getString("type");
        if (type.equals("delta")) {
            String before = deltaTexts.getOrDefault(event.getString("block"), "");
            deltaTexts.put(
                    event.getString("block"), before.substring(0, event.getInt("offset")) + event.getString("text"));
            return;
        }
        if (type.equals("block.finished")) {
            finishedTexts.put(event.getString("block"), event.getString("text"));
        }
        JsonObjectBuilder rest = Json.createObjectBuilder();
        event.forEach((name, value) -> {
            if (!VOLATILE_FIELDS.contains(name)) {
                rest.add(name, value);
            }
        });
        events.add(rest.build());
    }

    boolean isFinished() {
        return !events.isEmpty() && events.getLast().getString("type").equals("run.finished");
    }

    List<JsonObject> events() {
        return events;
    }

    /** What the deltas of each block come to. */
    Map<String, String> deltaTexts() {
        return deltaTexts;
    }

    /** The text of each block as its last event has it. */
    Map<String, String> finishedTexts() {
        return finishedTexts;
    }
}
