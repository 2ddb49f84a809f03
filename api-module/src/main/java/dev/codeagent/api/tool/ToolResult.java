package dev.codeagent.api.tool;

import jakarta.json.JsonObject;

/**
 * The result of a tool call.
 *
 * @param text the text for the model
 * @param structured the result's fields, empty if the tool has none
 */
public record ToolResult(Outcome outcome, String text, JsonObject structured) {

    /** Whether a call succeeded; {@code UNKNOWN} if a crash hid the result. */
    public enum Outcome {
        OK,
        ERROR,
        UNKNOWN
    }
}
