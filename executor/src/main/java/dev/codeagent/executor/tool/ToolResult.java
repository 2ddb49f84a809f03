package dev.codeagent.executor.tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** The result of a tool: text for the model, structured content for programs. */
public record ToolResult(String text, JsonObject structured, boolean isError) {
    private static final int MAX_CHARS = 30_000;

    public static ToolResult of(String text) {
        return new ToolResult(text, JsonValue.EMPTY_JSON_OBJECT, false);
    }

    public static ToolResult error(String text) {
        return new ToolResult(text, JsonValue.EMPTY_JSON_OBJECT, true);
    }

    /** Returns an MCP {@code tools/call} result. */
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

    /** Keeps the start and the end of a long text, with a line between them that reports how much is left out. */
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
