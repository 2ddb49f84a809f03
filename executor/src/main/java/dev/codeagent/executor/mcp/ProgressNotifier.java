package dev.codeagent.executor.mcp;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.function.Consumer;

/** MCP's progress of one call: what its program prints, in messages of bounded size, up to a bounded whole. */
final class ProgressNotifier implements Consumer<String> {
    private static final int MAX_MESSAGE_CHARS = 8_000;
    private static final int MAX_CHARS = 256_000;

    private final JsonValue token;
    private final Consumer<JsonObject> sink;
    private int sentChars;
    private int sentMessages;

    /** @param token the caller's; where it is null, nobody wants to know */
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
        String truncationNotice =
                sentChars >= MAX_CHARS ? "\n… more is printed, which is not shown while it runs\n" : "";
        sink.accept(Json.createObjectBuilder()
                .add("progressToken", token)
                .add("progress", ++sentMessages)
                .add("message", message + truncationNotice)
                .build());
    }
}
