package dev.codeagent.bench.crash;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The events of a run in the journal, and the rules that hold for them after any kill. */
record EventHistory(List<JsonObject> events) {

    /**
     * Returns violations of these rules: event numbers have no gaps; no step, turn or call occurs twice; every call
     * has one result; the run ends as completed.
     */
    List<String> faults() {
        var faults = new ArrayList<String>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).getInt("seq") != i + 1) {
                faults.add("event " + events.get(i).getInt("seq") + " is at position " + (i + 1));
            }
        }
        Map<String, Integer> counts = new HashMap<>();
        for (JsonObject e : events) {
            String key = eventKey(e);
            if (!key.isEmpty() && counts.merge(key, 1, Integer::sum) > 1) {
                faults.add(key + " is in the journal twice");
            }
        }
        counts.keySet().stream()
                .filter(k -> k.startsWith("tool.called "))
                .map(k -> k.replace("tool.called", "tool.finished"))
                .filter(k -> !counts.containsKey(k))
                .forEach(k -> faults.add(k + " is missing"));
        JsonObject last = events.getLast();
        if (!last.getString("type").equals("run.finished")
                || !last.getString("state").equals("completed")) {
            faults.add("the last event is not run.finished with state completed: " + last);
        }
        return faults;
    }

    private static String eventKey(JsonObject e) {
        String type = e.getString("type");
        return switch (type) {
            case "step.started", "step.finished" -> type + " " + e.getString("step");
            case "turn.finished" -> type + " " + e.getString("step") + " " + e.getInt("turn");
            case "tool.called", "tool.finished" -> type + " " + e.getString("call");
            case "workspace.ready", "sandbox.selected", "run.created", "diff.ready", "run.judged", "run.finished" ->
                type;
            case "run.started" -> type + " " + e.getInt("attempt");
            default -> "";
        };
    }

    /** Returns what the run did, without times, event numbers and events that only a restart causes. */
    List<String> eventKeys() {
        return events.stream()
                .map(EventHistory::eventKey)
                .filter(k -> !k.isEmpty() && !k.startsWith("run.started"))
                .toList();
    }

    /** Returns the arguments of calls whose outcome is reported as unknown. */
    List<String> unknownCallArguments() {
        Set<String> calls = new HashSet<>();
        events.stream()
                .filter(e -> e.getString("type").equals("tool.finished")
                        && e.getString("outcome").equals("unknown"))
                .forEach(e -> calls.add(e.getString("call")));
        return events.stream()
                .filter(e -> e.getString("type").equals("tool.called") && calls.contains(e.getString("call")))
                .map(e -> e.getString("arguments"))
                .toList();
    }

    /** Returns the time of the last restart of the run; empty if it was not restarted. */
    java.util.Optional<java.time.Instant> resumedAt() {
        return events.stream()
                .filter(e -> e.getString("type").equals("run.started") && e.getInt("attempt") > 1)
                .map(e -> java.time.Instant.parse(e.getString("at")))
                .reduce((a, b) -> b);
    }
}
