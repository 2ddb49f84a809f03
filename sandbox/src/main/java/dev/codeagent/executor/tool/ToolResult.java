package dev.codeagent.executor.tool;

import jakarta.json.JsonObject;

/**
 * What a tool answers.
 *
 * @param text what a model reads
 * @param structured the same for programs
 * @param error whether the call could not be done; a command that fails or a test that fails is no error
 */
public record ToolResult(String text, JsonObject structured, boolean error) {
    /** More than this goes to no model, in characters. */
    public static final int LIMIT = 30_000;

    private static final int HEAD = LIMIT / 3;

    public static ToolResult of(String text, JsonObject structured) {
        return new ToolResult(text, structured, false);
    }

    public static ToolResult error(String text) {
        return new ToolResult(text, JsonObject.EMPTY_JSON_OBJECT, true);
    }

    /** The result of MCP's {@code tools/call}. */
    public JsonObject json() {
        return JsonText.object()
                .add("content", JsonText.array().add(JsonText.object().add("type", "text").add("text", bounded(text))))
                .add("structuredContent", structured)
                .add("isError", error)
                .build();
    }

    /** Head and tail of a long text, with a line between that says how much is gone. */
    public static String bounded(String text) {
        if (text.length() <= LIMIT) {
            return text;
        }
        int gone = text.length() - LIMIT;
        return text.substring(0, HEAD) + "\n… " + gone + " characters left out …\n" + text.substring(HEAD + gone);
    }
}
