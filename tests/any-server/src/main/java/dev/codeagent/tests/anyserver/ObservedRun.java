package dev.codeagent.tests.anyserver;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A run as one client received it: events without ids and times, deltas joined. */
final class ObservedRun {
    /** Fields that differ in each run, and what a command line without a terminal requests: to go on without tests. */
    private static final Set<String> VOLATILE_FIELDS =
            Set.of("run", "seq", "at", "session", "base", "branch", "commit", "millis", "withoutTests");

    private final List<JsonObject> events = new ArrayList<>();
    private final Map<String, String> deltaTexts = new LinkedHashMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private final Map<String, String> finishedTexts = new LinkedHashMap<>();

    void add(JsonObject event) {
        String type = event.getString("type");
        if (type.equals("delta")) {
            Map<String, String> texts = event.getString("kind").equals("output") ? outputs : deltaTexts;
            String before = texts.getOrDefault(event.getString("block"), "");
            texts.put(event.getString("block"), before.substring(0, event.getInt("offset")) + event.getString("text"));
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

    /** The joined deltas of each block. */
    Map<String, String> deltaTexts() {
        return deltaTexts;
    }

    /** The joined output of each call while it ran. */
    Map<String, String> outputs() {
        return outputs;
    }

    /** The text of each block in its {@code block.finished} event. */
    Map<String, String> finishedTexts() {
        return finishedTexts;
    }
}
