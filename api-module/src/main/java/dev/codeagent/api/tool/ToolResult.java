package dev.codeagent.api.tool;

import jakarta.json.JsonObject;

/**
 * What became of a call.
 *
 * @param text what the model reads
 * @param structured the result's fields, empty where the tool has none
 */
public record ToolResult(Outcome outcome, String text, JsonObject structured) {

    /** Whether a call worked; {@code UNKNOWN} where a crash hid it. */
    public enum Outcome {
        OK,
        ERROR,
        UNKNOWN
    }
}
