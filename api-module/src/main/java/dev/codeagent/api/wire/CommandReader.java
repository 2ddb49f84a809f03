package dev.codeagent.api.wire;

import static dev.codeagent.api.wire.EnvelopeCodec.object;
import static dev.codeagent.api.wire.EnvelopeCodec.text;
import static dev.codeagent.api.wire.EnvelopeCodec.texts;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.wire.ClientMessage.Settings.Action;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the payload of a client's message. */
final class CommandReader {
    private static final int MAX_COMMAND = 80;

    private CommandReader() {}

    /** Reads the fields of a command, or the line that a user typed. */
    static ClientMessage read(String id, JsonObject payload) {
        String line = text(payload, "line", false);
        if (line.isEmpty() || payload.containsKey("command") && isParse(payload)) {
            return readFields(id, payload);
        }
        if (payload.containsKey("command")) {
            throw AgentException.invalidValue("fields 'command' and 'line': send only one of them");
        }
        return readFields(id, CommandLineCodec.toPayload(line, payload));
    }

    private static boolean isParse(JsonObject payload) {
        return text(payload, "command", true).equals("/parse");
    }

    private static ClientMessage readFields(String id, JsonObject payload) {
        String command = text(payload, "command", true);
        if (command.length() > MAX_COMMAND) {
            throw AgentException.invalidValue("field 'command' has " + command.length() + " characters; at most "
                    + MAX_COMMAND + " are taken; the request belongs into 'prompt'");
        }
        return switch (command) {
            case "/cancel" -> new ClientMessage.Cancel(id, run(payload));
            case "/resume" -> new ClientMessage.Resume(id, readCursors(payload));
            case "/unsubscribe" -> new ClientMessage.Unsubscribe(id, run(payload));
            case "/approve" -> new ClientMessage.DecideApproval(id, readDecision(payload, true));
            case "/deny" -> new ClientMessage.DecideApproval(id, readDecision(payload, false));
            case "/approvals" -> new ClientMessage.Approvals(id);
            case "/diff" -> new ClientMessage.Diff(id, run(payload), flag(payload, "hunks"));
            case "/apply" -> new ClientMessage.Apply(id, run(payload), readParts(payload));
            case "/undo" ->
                new ClientMessage.Undo(
                        id,
                        run(payload),
                        new UndoRequest(
                                text(payload, "step", false),
                                text(payload, "call", false),
                                flag(payload, "everythingSince")));
            case "/discard" -> new ClientMessage.Discard(id, run(payload));
            case "/settings" -> readSettings(id, payload);
            case "/parse" -> new ClientMessage.Parse(id, text(payload, "line", true));
            case "/help" -> new ClientMessage.Help(id);
            case "/ping" -> new ClientMessage.Ping(id);
            default -> readStart(id, command, payload);
        };
    }

    private static RunId run(JsonObject payload) {
        return AgentException.readField("run", () -> new RunId(text(payload, "run", true)));
    }

    /** As in older versions, other values than {@code true} count as false where a run is started. */
    private static boolean flag(JsonObject payload, String field) {
        JsonValue value = payload.getOrDefault(field, JsonValue.FALSE);
        if (value != JsonValue.TRUE && value != JsonValue.FALSE && value != JsonValue.NULL) {
            throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "field '" + field + "' must be true or false");
        }
        return value == JsonValue.TRUE;
    }

    private static ClientMessage readStart(String id, String command, JsonObject payload) {
        JsonObject context = object(payload, "context");
        String model = text(payload, "provider", false);
        return new ClientMessage.Start(
                id,
                command,
                texts(payload, "args"),
                text(payload, "prompt", false),
                text(context, "projectId", false),
                text(context, "path", false),
                text(context, "sessionId", false),
                model.isEmpty() ? Optional.empty() : Optional.of(ModelRef.parse(model)),
                payload.get("headless") == JsonValue.TRUE,
                payload.get("withoutTests") == JsonValue.TRUE,
                text(context, "subdirectory", false),
                readFollowUp(payload),
                texts(payload, "attachments"));
    }

    private static Optional<FollowUp> readFollowUp(JsonObject payload) {
        JsonObject followUp = object(payload, "followUp");
        return followUp.isEmpty() ? Optional.empty() : Optional.of(RecordJson.read(followUp, FollowUp.class));
    }

    private static ApprovalDecision readDecision(JsonObject payload, boolean approve) {
        return new ApprovalDecision(
                text(payload, "approval", true),
                approve,
                EnvelopeCodec.parseScope(text(payload, "scope", false)),
                text(payload, "digest", false));
    }

    private static ClientMessage.Settings readSettings(String id, JsonObject payload) {
        JsonObject value = object(payload, "value");
        String action = text(payload, "action", false);
        return new ClientMessage.Settings(
                id,
                switch (action) {
                    case "" -> payload.containsKey("value") ? Action.PUT : Action.GET;
                    case "get" -> Action.GET;
                    case "put" -> Action.PUT;
                    case "remove" -> Action.REMOVE;
                    default ->
                        throw AgentException.invalidValue(
                                "field 'action': '" + action + "' is no action; use get, put or remove");
                },
                text(payload, "name", true),
                text(payload, "projectId", false),
                value);
    }

    /** The parts of a patch; JSON form of a selection. */
    private static List<PatchSelection> readParts(JsonObject payload) {
        var parts = new ArrayList<PatchSelection>();
        if (!payload.containsKey("parts") || payload.get("parts") == JsonValue.NULL) {
            return parts;
        }
        for (JsonObject part : objects(payload, "parts", "{path, hunks?}")) {
            parts.add(RecordJson.read(part, PatchSelection.class));
        }
        return parts;
    }

    private static List<RunCursor> readCursors(JsonObject payload) {
        var cursors = new ArrayList<RunCursor>();
        for (JsonObject cursor : objects(payload, "runs", "{run, seq, block?, offset?}")) {
            cursors.add(RecordJson.read(cursor, EnvelopeCodec.WireCursor.class).toCursor());
        }
        return cursors;
    }

    private static List<JsonObject> objects(JsonObject payload, String field, String form) {
        if (!(payload.get(field) instanceof JsonArray array)) {
            throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "field '" + field + "' must be an array of " + form);
        }
        var objects = new ArrayList<JsonObject>();
        for (JsonValue value : array) {
            if (!(value instanceof JsonObject object)) {
                throw new AgentException(
                        ErrorCode.MALFORMED_MESSAGE, "field '" + field + "': each entry must be an object");
            }
            objects.add(object);
        }
        return objects;
    }
}
