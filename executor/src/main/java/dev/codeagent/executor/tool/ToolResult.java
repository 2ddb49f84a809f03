package dev.codeagent.executor.tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** A tool's result: text for the model, fields for programs. */
public record ToolResult(String text, JsonObject structured, boolean isError) {
    private static final int MAX_CHARS = 30_000;

    public static ToolResult of(String text) {
        return new ToolResult(text, JsonValue.EMPTY_JSON_OBJECT, false);
    }

    public static ToolResult error(String text) {
        return new ToolResult(text, JsonValue.EMPTY_JSON_OBJECT, true);
    }

    /** The shape of MCP's {@code tools/call} result. */
    public JsonObject toJson() {
        return Json.createObjectBuilder()
                .add(
                        "content",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("type", "text")
                                        .add("text", truncate(text))))
                .add("structuredContent", structured)
                .add("isError", isError)
                .build();
    }

    /** Head and tail of a long text, with a line between that says how much is gone. */
    public static String truncate(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        int head = MAX_CHARS / 3;
        int tail = MAX_CHARS - head;
        int omitted = text.length() - MAX_CHARS;
        return text.substring(0, head) + "\n… " + omitted + " characters left out …\n"
                + text.substring(text.length() - tail);
    }
}
