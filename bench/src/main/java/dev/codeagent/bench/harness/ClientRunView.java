package dev.codeagent.bench.harness;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The events and texts of a run that one client received over all its connections, and faults in what it received. */
public final class ClientRunView {
    private final String run;
    private final List<String> events = new ArrayList<>();
    private final List<String> eventHeaders = new ArrayList<>();
    private final Map<String, String> blocks = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final StringBuilder openBlockText = new StringBuilder();
    private String openBlock = "";
    private boolean deltaReceived;
    /** The block whose beginning was lost with the server that was killed. */
    private String incompleteBlock = "";

    private boolean restarted;
    private int streamedBlocks;
    private boolean finished;

    public ClientRunView(String run) {
        this.run = run;
    }

    /** Call it when a new connection is open. */
    public void onConnected() {
        deltaReceived = false;
    }

    /** Returns the position to resume from: the run, the last event number, the open block and its length. */
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
        if (delta.getString("kind").equals("output")) {
            return; // Not repeated after a lost connection.
        }
        String block = delta.getString("block");
        int offset = delta.getInt("offset");
        if (!block.equals(openBlock)) {
            openBlock = block;
            openBlockText.setLength(0);
        }
        if (restarted && offset > openBlockText.length()) {
            incompleteBlock = block; // The position that was sent was that of the block before the restart.
        }
        if (block.equals(incompleteBlock)) {
            return;
        }
        if (offset != openBlockText.length()) {
            faults.add("delta of " + block + " has the offset " + offset + ", but " + openBlockText.length()
                    + " characters were received");
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
            case "run.started" -> {
                // After a restart the model starts the turn again, and its blocks may have the same names.
                restarted |= payload.getInt("attempt") > 1;
                openBlock = "";
                openBlockText.setLength(0);
                deltaReceived = false;
            }
            default -> {}
        }
    }

    /** The deltas may be shorter than the block only if the block finished while the client was disconnected. */
    private void finishBlock(String block, String fullText) {
        String streamedText = block.equals(openBlock) && !block.equals(incompleteBlock) ? openBlockText.toString() : "";
        deltaReceived &= !block.equals(incompleteBlock);
        incompleteBlock = "";
        if (!fullText.startsWith(streamedText) || deltaReceived && streamedText.length() != fullText.length()) {
            faults.add("the deltas of " + block + " differ from its text: " + streamedText.length() + " of "
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

    /** Returns every event with its number, envelope type, time and payload. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** Returns the number, type and time of every event. */
    public List<String> eventHeaders() {
        return List.copyOf(eventHeaders);
    }

    /** Returns the texts of all blocks in order. */
    public List<String> blockTexts() {
        return List.copyOf(blocks.values());
    }

    /** Returns the number of blocks that were received completely as deltas. */
    public int streamedBlocks() {
        return streamedBlocks;
    }

    public List<String> faults() {
        return List.copyOf(faults);
    }
}
