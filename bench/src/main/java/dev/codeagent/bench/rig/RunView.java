package dev.codeagent.bench.rig;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one client knows of a run, over all of its connections, and what was wrong with what it was told. */
public final class RunView {
    private final String run;
    private final List<String> events = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private final Map<String, String> blocks = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private String open = "";
    private boolean heard;
    private int streamed;
    private boolean finished;

    public RunView(String run) {
        this.run = run;
    }

    /** A new connection begins. */
    public void connected() {
        heard = false;
    }

    /** Where to go on. */
    public JsonObject cursor() {
        return Json.createObjectBuilder()
                .add("run", run)
                .add("seq", events.size())
                .add("block", open)
                .add("offset", text.length())
                .build();
    }

    public void accept(JsonObject message) {
        JsonObject payload = message.getJsonObject("payload");
        if (message.getString("type").equals("error")) {
            faults.add("error " + payload);
            finished = true;
        } else if (payload.getString("type", "").equals("delta")) {
            delta(payload);
        } else if (message.getJsonObject("metadata").containsKey("seq")) {
            event(message, payload);
        }
    }

    private void delta(JsonObject delta) {
        String block = delta.getString("block");
        int offset = delta.getInt("offset");
        if (!block.equals(open)) {
            open = block;
            text.setLength(0);
        }
        if (offset != text.length()) {
            faults.add("delta of " + block + " at " + offset + ", where " + text.length() + " characters are known");
            text.setLength(Math.min(offset, text.length()));
        }
        text.append(delta.getString("text"));
        heard = true;
    }

    private void event(JsonObject message, JsonObject payload) {
        int seq = message.getJsonObject("metadata").getInt("seq");
        if (seq != events.size() + 1) {
            faults.add("event " + seq + " after event " + events.size());
        }
        events.add(seq + " " + message.getString("type") + " " + message.getString("timestamp") + " " + payload);
        places.add(seq + " " + payload.getString("type") + " " + message.getString("timestamp"));
        switch (payload.getString("type")) {
            case "block.finished" -> blockFinished(payload.getString("block"), payload.getString("text"));
            case "run.finished" -> finished = true;
            default -> {}
        }
    }

    /** Deltas may be short of the block only where it ended while the client was away. */
    private void blockFinished(String block, String whole) {
        String told = block.equals(open) ? text.toString() : "";
        if (!whole.startsWith(told) || heard && told.length() != whole.length()) {
            faults.add("the deltas of " + block + " are not its text: " + told.length() + " of " + whole.length()
                    + " characters");
        }
        if (heard) {
            streamed++;
        }
        blocks.put(block, whole);
        open = "";
        text.setLength(0);
        heard = false;
    }

    public boolean finished() {
        return finished;
    }

    /** Every event with its number, envelope type, time and payload. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** Number, type and time of every event. */
    public List<String> places() {
        return List.copyOf(places);
    }

    /** The texts of all blocks in order. */
    public List<String> texts() {
        return List.copyOf(blocks.values());
    }

    /** How many blocks came as deltas to their end. */
    public int streamed() {
        return streamed;
    }

    public List<String> faults() {
        return List.copyOf(faults);
    }
}
