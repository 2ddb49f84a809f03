package dev.codeagent.cli.conformance;

import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The server that is checked.
 *
 * @param project a directory on the server's machine, in which runs are started
 * @param provider the provider of these runs; empty for the project's
 * @param timeout how long a check waits for a message
 */
public record ServerUnderTest(
        URI address, Authorization authorization, String project, String provider, Duration timeout) {
    /** The header {@code Authorization}, which may be another one for each connection. */
    public interface Authorization {
        Optional<String> get() throws IOException;
    }

    static final int SWITCHING_PROTOCOLS = 101;

    /** A connection with the token and the subprotocol. */
    WireClient open() throws IOException {
        WireClient client = connect(Map.of("Sec-WebSocket-Protocol", EnvelopeCodec.SUBPROTOCOL));
        Checks.require(
                client.status() == SWITCHING_PROTOCOLS,
                "the server answered the handshake with HTTP " + client.status()
                        + "; is it the right address and token?");
        return client;
    }

    /** Sends the handshake with the token and further headers. */
    WireClient connect(Map<String, String> headers) throws IOException {
        var all = new LinkedHashMap<>(headers);
        authorization.get().ifPresent(value -> all.put("Authorization", value));
        return WireClient.connect(address, all, timeout);
    }

    static String newId() {
        return "conformance-" + UUID.randomUUID();
    }

    /** The payload of a command that starts a run. */
    JsonObject start(String prompt) {
        JsonObjectBuilder payload = Json.createObjectBuilder()
                .add("command", "/plan")
                .add("prompt", prompt)
                .add("headless", true)
                .add("context", Json.createObjectBuilder().add("path", project).add("sessionId", newId()));
        if (!provider.isEmpty()) {
            payload.add("provider", provider);
        }
        return payload.build();
    }

    static JsonObject command(String name) {
        return Json.createObjectBuilder().add("command", name).build();
    }

    static JsonObject command(String name, String field, String value) {
        return Json.createObjectBuilder().add("command", name).add(field, value).build();
    }

    static JsonObject resume(String run, long seq) {
        JsonObject cursor =
                Json.createObjectBuilder().add("run", run).add("seq", seq).build();
        return Json.createObjectBuilder()
                .add("command", "/resume")
                .add("runs", Json.createArrayBuilder().add(cursor))
                .build();
    }
}
