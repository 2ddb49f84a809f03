package dev.codeagent.executor.tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** A tool's result: text for the model, fields for programs. */
public record Result(String text, JsonObject structured, boolean error) {
    private static final int LIMIT = 30_000;

    public static Result of(String text) {
        return new Result(text, JsonValue.EMPTY_JSON_OBJECT, false);
    }

    public static Result error(String text) {
        return new Result(text, JsonValue.EMPTY_JSON_OBJECT, true);
    }

    /** The shape of MCP's {@code tools/call} result. */
    public JsonObject json() {
        return Json.createObjectBuilder()
                .add(
                        "content",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("type", "text")
                                        .add("text", bounded(text))))
                .add("structuredContent", structured)
                .add("isError", error)
                .build();
    }

    /** Head and tail of a long text, with a line between that says how much is gone. */
    public static String bounded(String text) {
        if (text.length() <= LIMIT) {
            return text;
        }
        int head = LIMIT / 3;
        int tail = LIMIT - head;
        int gone = text.length() - LIMIT;
        return text.substring(0, head) + "\n… " + gone + " characters left out …\n"
                + text.substring(text.length() - tail);
    }
}
