package dev.codeagent.client.stream;

import dev.codeagent.client.error.ApiError;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;

/** A message of the gateway, as far as this client distinguishes them. */
sealed interface GatewayMessage {

    /** The run was created. */
    record Accepted(String run, String session) implements GatewayMessage {}

    /** An event, in the JSON form of REST and the journal. */
    record Event(String run, long seq, JsonObject json) implements GatewayMessage {}

    /** A part of the open block. */
    record Delta(String run, String block, int offset, String text, JsonObject json) implements GatewayMessage {}

    /** The server accepted the {@code /resume} with this id and now sends the missing events. */
    record Resumed(String id) implements GatewayMessage {}

    /** @param id of the command that this answers, or empty */
    record ErrorResponse(String id, ApiError error) implements GatewayMessage {}

    /** Pongs, acknowledgements, and unknown messages of newer servers. */
    record Other() implements GatewayMessage {}

    static GatewayMessage parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            JsonObject envelope = reader.readObject();
            JsonObject payload = envelope.getJsonObject("payload");
            if (envelope.getString("type").equals("error")) {
                return new ErrorResponse(envelope.getString("id", ""), ApiError.read(payload));
            }
            if (payload.getString("type", "").equals("delta")) {
                return delta(payload);
            }
            long seq = seq(envelope.getJsonObject("metadata"));
            if (seq > 0) {
                return new Event(payload.getString("run"), seq, toEventJson(envelope, payload, seq));
            }
            return switch (payload.getString("status", "")) {
                case "accepted" -> new Accepted(payload.getString("run"), payload.getString("sessionId"));
                case "resumed" -> new Resumed(envelope.getString("id"));
                default -> new Other();
            };
        } catch (JsonException | NullPointerException | ClassCastException e) {
            return new Other();
        }
    }

    private static long seq(JsonObject metadata) {
        return metadata.get("seq") instanceof JsonNumber number ? number.longValue() : 0;
    }

    static Delta delta(JsonObject json) {
        return new Delta(
                json.getString("run"), json.getString("block"), json.getInt("offset"), json.getString("text"), json);
    }

    /** The envelope contains the event's number and time; in all other places the event itself contains them. */
    private static JsonObject toEventJson(JsonObject envelope, JsonObject payload, long seq) {
        JsonObjectBuilder event = Json.createObjectBuilder()
                .add("type", payload.getString("type"))
                .add("run", payload.getString("run"))
                .add("seq", seq)
                .add("at", envelope.getString("timestamp"));
        payload.forEach((name, value) -> {
            if (!name.equals("type") && !name.equals("run")) {
                event.add(name, value);
            }
        });
        return event.build();
    }
}
