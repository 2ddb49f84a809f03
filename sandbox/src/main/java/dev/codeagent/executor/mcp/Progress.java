package dev.codeagent.executor.mcp;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.function.Consumer;

/** MCP's progress of one call: what its program prints, in messages of bounded size, up to a bounded whole. */
final class Progress implements Consumer<String> {
    private static final int MESSAGE_CHARS = 8_000;
    private static final int ALL_CHARS = 256_000;

    private final JsonValue token;
    private final Consumer<JsonObject> send;
    private int sent;
    private int messages;

    /** @param token the caller's; where it is null, nobody wants to know */
    Progress(JsonValue token, Consumer<JsonObject> send) {
        this.token = token;
        this.send = send;
    }

    @Override
    public synchronized void accept(String text) {
        if (token == JsonValue.NULL || text.isEmpty() || sent >= ALL_CHARS) {
            return;
        }
        String shown = text.length() <= MESSAGE_CHARS ? text : "…" + text.substring(text.length() - MESSAGE_CHARS);
        sent += shown.length();
        String more = sent >= ALL_CHARS ? "\n… more is printed, which is not shown while it runs\n" : "";
        send.accept(Json.createObjectBuilder()
                .add("progressToken", token)
                .add("progress", ++messages)
                .add("message", shown + more)
                .build());
    }
}
