package dev.codeagent.bench.harness;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one client knows of a run, over all of its connections, and what was wrong with what it was told. */
public final class ClientRunView {
    private final String run;
    private final List<String> events = new ArrayList<>();
    private final List<String> eventHeaders = new ArrayList<>();
    private final Map<String, String> blocks = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final StringBuilder openBlockText = new StringBuilder();
    private String openBlock = "";
    private boolean deltaReceived;
    private int streamedBlocks;
    private boolean finished;

    public ClientRunView(String run) {
        this.run = run;
    }

    /** A new connection begins. */
    public void onConnected() {
        deltaReceived = false;
    }

    /** Where to go on. */
    public JsonObject cursor() {
        return Json.createObjectBuilder()
                .add("run", run)
                .add("seq", events.size())
                .add("block", openBlock)
                .add("offset", openBlockText.length())
                .build();
    }

    public void accept(JsonObject message) {
        JsonObject payload = message.getJsonObject("payload");
        if (message.getString("type").equals("error")) {
            faults.add("error " + payload);
            finished = true;
        } else if (payload.getString("type", "").equals("delta")) {
            acceptDelta(payload);
        } else if (message.getJsonObject("metadata").containsKey("seq")) {
            acceptEvent(message, payload);
        }
    }

    private void acceptDelta(JsonObject delta) {
        String block = delta.getString("block");
        int offset = delta.getInt("offset");
        if (!block.equals(openBlock)) {
            openBlock = block;
            openBlockText.setLength(0);
        }
        if (offset != openBlockText.length()) {
            faults.add("delta of " + block + " at " + offset + ", where " + openBlockText.length()
                    + " characters are known");
            openBlockText.setLength(Math.min(offset, openBlockText.length()));
        }
        openBlockText.append(delta.getString("text"));
        deltaReceived = true;
    }

    private void acceptEvent(JsonObject message, JsonObject payload) {
        int seq = message.getJsonObject("metadata").getInt("seq");
        if (seq != events.size() + 1) {
            faults.add("event " + seq + " after event " + events.size());
        }
        events.add(seq + " " + message.getString("type") + " " + message.getString("timestamp") + " " + payload);
        eventHeaders.add(seq + " " + payload.getString("type") + " " + message.getString("timestamp"));
        switch (payload.getString("type")) {
            case "block.finished" -> finishBlock(payload.getString("block"), payload.getString("text"));
            case "run.finished" -> finished = true;
            default -> {}
        }
    }

    /** Deltas may be short of the block only where it ended while the client was away. */
    private void finishBlock(String block, String fullText) {
        String streamedText = block.equals(openBlock) ? openBlockText.toString() : "";
        if (!fullText.startsWith(streamedText) || deltaReceived && streamedText.length() != fullText.length()) {
            faults.add("the deltas of " + block + " are not its text: " + streamedText.length() + " of "
                    + fullText.length() + " characters");
        }
        if (deltaReceived) {
            streamedBlocks++;
        }
        blocks.put(block, fullText);
        openBlock = "";
        openBlockText.setLength(0);
        deltaReceived = false;
    }

    public boolean isFinished() {
        return finished;
    }

    /** Every event with its number, envelope type, time and payload. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** Number, type and time of every event. */
    public List<String> eventHeaders() {
        return List.copyOf(eventHeaders);
    }

    /** The texts of all blocks in order. */
    public List<String> blockTexts() {
        return List.copyOf(blocks.values());
    }

    /** How many blocks came as deltas to their end. */
    public int streamedBlocks() {
        return streamedBlocks;
    }

    public List<String> faults() {
        return List.copyOf(faults);
    }
}
