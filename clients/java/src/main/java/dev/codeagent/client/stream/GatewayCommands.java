package dev.codeagent.client.stream;

import dev.codeagent.client.api.NewRun;
import dev.codeagent.client.json.RecordWriter;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a client sends to the gateway. */
final class GatewayCommands {
    private static final String VERSION = "1.0";

    private GatewayCommands() {}

    static String envelope(String id, JsonObject payload) {
        return Json.createObjectBuilder()
                .add("id", id)
                .add("type", "command")
                .add("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .add("payload", payload)
                .add(
                        "metadata",
                        Json.createObjectBuilder().add("version", VERSION).add("client", "java"))
                .build()
                .toString();
    }

    static JsonObject named(String command) {
        return Json.createObjectBuilder().add("command", command).build();
    }

    static JsonObject start(NewRun run) {
        JsonObjectBuilder context = Json.createObjectBuilder();
        run.projectId().ifPresent(id -> context.add("projectId", id));
        run.path().ifPresent(path -> context.add("path", path));
        run.subdirectory().ifPresent(subdirectory -> context.add("subdirectory", subdirectory));
        run.sessionId().ifPresent(session -> context.add("sessionId", session));
        JsonObjectBuilder payload = Json.createObjectBuilder()
                .add("command", run.command())
                .add("args", Json.createArrayBuilder(run.args()))
                .add("prompt", run.prompt())
                .add("context", context);
        run.provider().ifPresent(provider -> payload.add("provider", provider));
        if (run.headless()) {
            payload.add("headless", true);
        }
        if (run.withoutTests()) {
            payload.add("withoutTests", true);
        }
        run.followUp().ifPresent(earlier -> payload.add("followUp", RecordWriter.write(earlier)));
        run.attachments().ifPresent(ids -> payload.add("attachments", Json.createArrayBuilder(ids)));
        return payload.build();
    }
}
