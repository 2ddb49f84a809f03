package dev.codeagent.api.wire;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunId;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The envelope of the architecture document (Layer 2, Message Protocol): {@code id}, {@code type}, {@code timestamp},
 * {@code payload}, {@code metadata}. Unknown fields are ignored.
 */
public final class EnvelopeCodec {
    public static final String VERSION = "1.0";

    /**
     * The WebSocket subprotocol of the gateway. A client that requests it promises that it never uses the id of a command for
     * another one, on any connection.
     */
    public static final String SUBPROTOCOL = "codeagent.v1";

    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._/-]{0,49}");

    /** The five message types of the envelope. */
    public enum Type {
        COMMAND,
        RESPONSE,
        STREAM,
        STATUS,
        ERROR
    }

    private EnvelopeCodec() {}

    /**
     * Writes a message with the envelope's fields in the order of the document; {@code id} is the id of the command
     * that it answers.
     */
    public static String write(String id, Type type, Instant timestamp, JsonObject payload, JsonObject metadata) {
        return Json.createObjectBuilder()
                .add("id", id)
                .add("type", type.name().toLowerCase(java.util.Locale.ROOT))
                .add("timestamp", timestamp.truncatedTo(ChronoUnit.MILLIS).toString())
                .add("payload", payload)
                .add("metadata", metadata)
                .build()
                .toString();
    }

    /**
     * The metadata of a message from the server; {@code seq} is the number of the event in the journal of its run, 0
     * for none.
     */
    public static JsonObject metadata(long seq) {
        JsonObjectBuilder m = Json.createObjectBuilder().add("version", VERSION);
        return (seq > 0 ? m.add("seq", seq) : m).build();
    }

    /** Writes a client's message. The document requires {@code user}; the server ignores it. */
    public static String writeCommand(String id, Instant timestamp, JsonObject payload, String client) {
        return write(
                id,
                Type.COMMAND,
                timestamp,
                payload,
                Json.createObjectBuilder()
                        .add("version", VERSION)
                        .add("client", client)
                        .build());
    }

    /**
     * Parses a JSON object within the limits of a message.
     *
     * @throws AgentException MALFORMED_MESSAGE or MESSAGE_TOO_LARGE; the message names the position or the limit
     */
    public static JsonObject parse(String text) {
        try {
            return BoundedJson.readObject(text, BoundedJson.Limits.MESSAGE);
        } catch (AgentException e) {
            throw new AgentException(e.code(), "the message is " + e.getMessage(), e);
        }
    }

    /** Returns the id of a message, empty if it has no readable id. */
    public static String idOf(JsonObject envelope) {
        return envelope.get("id") instanceof JsonString s ? s.getString() : "";
    }

    /** What the client calls itself; empty if it does not say it as a short text that can be shown. */
    public static String clientOf(JsonObject envelope) {
        return envelope.get("metadata") instanceof JsonObject metadata
                        && metadata.get("client") instanceof JsonString s
                        && CLIENT.matcher(s.getString()).matches()
                ? s.getString()
                : "";
    }

    /**
     * Reads a client's message.
     *
     * @throws AgentException MALFORMED_MESSAGE or INVALID_VALUE if a field is missing or has the wrong type
     */
    public static ClientMessage read(JsonObject envelope) {
        String id = text(envelope, "id", true);
        String type = text(envelope, "type", true);
        if (!type.equals("command")) {
            throw new AgentException(
                    ErrorCode.MALFORMED_MESSAGE, "field 'type': '" + type + "' is not allowed; clients send 'command'");
        }
        if (!envelope.containsKey("payload")) {
            throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "field 'payload' is missing");
        }
        return CommandReader.read(id, object(envelope, "payload"));
    }

    /**
     * Reads a scope; empty text means ONCE.
     *
     * @throws AgentException INVALID_VALUE if the text is not a scope
     */
    public static ApprovalDecision.Scope parseScope(String text) {
        return switch (text) {
            case "", "once" -> ApprovalDecision.Scope.ONCE;
            case "session" -> ApprovalDecision.Scope.SESSION;
            case "rule" -> ApprovalDecision.Scope.RULE;
            default ->
                throw new AgentException(
                        ErrorCode.INVALID_VALUE,
                        "field 'scope': '" + text + "' is not a scope; use once, session or rule");
        };
    }

    /** JSON form of a cursor. */
    public record WireCursor(String run, long seq, String block, int offset) {
        RunCursor toCursor() {
            if (seq < 0 || offset < 0) {
                throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "fields 'seq' and 'offset' must not be negative");
            }
            return new RunCursor(new RunId(run), seq, block, offset);
        }
    }

    static String text(JsonObject object, String field, boolean required) {
        JsonValue value = object.get(field);
        if (value instanceof JsonString s && !(required && s.getString().isBlank())) {
            return s.getString();
        }
        if (value != null && value != JsonValue.NULL && !(value instanceof JsonString)) {
            throw new AgentException(
                    ErrorCode.MALFORMED_MESSAGE, "field '" + field + "' must be a string, was " + value.getValueType());
        }
        if (!required) {
            return "";
        }
        throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "field '" + field + "' is missing");
    }

    static JsonObject object(JsonObject parent, String field) {
        JsonValue value = parent.get(field);
        if (value == null || value == JsonValue.NULL) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        if (value instanceof JsonObject o) {
            return o;
        }
        throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "field '" + field + "' must be an object");
    }

    static List<String> texts(JsonObject object, String field) {
        JsonValue value = object.get(field);
        if (value == null || value == JsonValue.NULL) {
            return List.of();
        }
        if (value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
            return array.getValuesAs(JsonString.class).stream()
                    .map(JsonString::getString)
                    .toList();
        }
        throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "field '" + field + "' must be an array of strings");
    }
}
