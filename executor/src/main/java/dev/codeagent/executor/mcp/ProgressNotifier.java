package dev.codeagent.executor.mcp;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.function.Consumer;

/** Sends the output of a running call as MCP progress notifications, bounded in message size and total size. */
final class ProgressNotifier implements Consumer<String> {
    private static final int MAX_MESSAGE_CHARS = 8_000;
    private static final int MAX_CHARS = 256_000;

    private final JsonValue token;
    private final Consumer<JsonObject> sink;
    private int sentChars;
    private int sentMessages;

    /** @param token the progress token of the caller; JSON null disables notifications */
    ProgressNotifier(JsonValue token, Consumer<JsonObject> sink) {
        this.token = token;
        this.sink = sink;
    }

    @Override
    public synchronized void accept(String text) {
        if (token == JsonValue.NULL || text.isEmpty() || sentChars >= MAX_CHARS) {
            return;
        }
        String message =
                text.length() <= MAX_MESSAGE_CHARS ? text : "…" + text.substring(text.length() - MAX_MESSAGE_CHARS);
        sentChars += message.length();
        String truncationNotice = sentChars >= MAX_CHARS ? "\n… more output is not shown while the call runs\n" : "";
        sink.accept(Json.createObjectBuilder()
                .add("progressToken", token)
                .add("progress", ++sentMessages)
                .add("message", message + truncationNotice)
                .build());
    }
}
