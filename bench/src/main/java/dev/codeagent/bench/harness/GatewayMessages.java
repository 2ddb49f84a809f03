package dev.codeagent.bench.harness;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;
import java.time.Instant;

/** Creates the messages of a gateway client and parses those of the server; the format is in docs/gateway.md. */
public final class GatewayMessages {
    private GatewayMessages() {}

    public static String startRun(
            String id, String command, String prompt, String project, String session, String provider) {
        JsonObjectBuilder context = Json.createObjectBuilder().add("projectId", project);
        if (!session.isEmpty()) {
            context.add("sessionId", session);
        }
        return envelope(
                id,
                Json.createObjectBuilder()
                        .add("command", command)
                        .add("prompt", prompt)
                        .add("provider", provider)
                        .add("context", context));
    }

    /** @param cursor the last known position: {run, seq, block?, offset?} */
    public static String resumeRun(String id, JsonObject cursor) {
        return envelope(
                id,
                Json.createObjectBuilder()
                        .add("command", "/resume")
                        .add("runs", Json.createArrayBuilder().add(cursor)));
    }

    private static String envelope(String id, JsonObjectBuilder payload) {
        return Json.createObjectBuilder()
                .add("id", id)
                .add("type", "command")
                .add("timestamp", Instant.now().toString())
                .add("payload", payload)
                .add(
                        "metadata",
                        Json.createObjectBuilder().add("version", "1.0").add("client", "bench"))
                .build()
                .toString();
    }

    public static JsonObject parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** Reads the server's answer to the command and returns the run's id. */
    public static String readAcceptedRunId(WebSocketConnection connection) throws java.io.IOException {
        JsonObject payload = parse(connection.receive()).getJsonObject("payload");
        if (!payload.getString("status", "").equals("accepted")) {
            throw new java.io.IOException("the command was not accepted: " + payload);
        }
        return payload.getString("run");
    }
}
