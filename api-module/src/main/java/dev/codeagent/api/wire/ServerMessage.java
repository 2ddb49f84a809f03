package dev.codeagent.api.wire;

import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.json.JsonText;
import dev.codeagent.api.provider.ProviderChanged;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.api.wire.EnvelopeCodec.Type;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Writes the messages from the server to a client; {@code id} is always the id of the command that the message answers.
 */
public final class ServerMessage {
    /** The length of a message about a delta, without its text. */
    private static final int DELTA_CHARS = 300;

    private static final int METADATA_CHARS = 20;
    public static final String PRESENCE = "presence";

    private ServerMessage() {}

    /** The run is stored; none of its events was sent before this message. */
    public static String accepted(String id, Instant now, Run run) {
        return status(id, now, "accepted", runFields(run));
    }

    /** The run was asked to cancel; {@code run.finished} reports the end. */
    public static String cancelling(String id, Instant now, Run run) {
        return status(id, now, "cancelling", runFields(run));
    }

    /** The decision was stored and the run continues. */
    public static String answered(String id, Instant now, Run run) {
        return status(id, now, "answered", runFields(run));
    }

    /**
     * The remaining events of these runs follow; {@code lastSeq} is the number of the last stored event of each run.
     */
    public static String resumed(String id, Instant now, List<Run> runs) {
        JsonArrayBuilder list = Json.createArrayBuilder();
        runs.forEach(run -> list.add(runFields(run).add("lastSeq", run.lastSeq())));
        return status(id, now, "resumed", Json.createObjectBuilder().add("runs", list));
    }

    /** No message about the run follows on this connection, until the client subscribes to it again. */
    public static String unsubscribed(String id, Instant now, Run run) {
        return status(id, now, "unsubscribed", runFields(run));
    }

    /** The patch, or parts of it, is in the working tree; {@code left} counts the parts that are not. */
    public static String applied(String id, Instant now, Run run, RunEvent.PatchResolved resolved) {
        return status(id, now, "applied", runFields(run).addAll(RecordJson.write(resolved)));
    }

    /** The branch of the run is deleted. */
    public static String discarded(String id, Instant now, Run run) {
        return status(id, now, "discarded", runFields(run));
    }

    /** Changes were undone on the branch of the run. */
    public static String undone(String id, Instant now, Run run, RunEvent.ChangesUndone undone) {
        return status(id, now, "undone", runFields(run).addAll(RecordJson.write(undone)));
    }

    /** The patch of a run; {@code encoding} is {@code utf-8} for text, else {@code base64}. */
    public static String diff(String id, Instant now, Run run, String encoding, String patch) {
        return status(id, now, "diff", runFields(run).add("encoding", encoding).add("patch", patch));
    }

    /** The parts of a patch that can be applied separately. */
    public static String hunks(String id, Instant now, Run run, List<PatchFile> files) {
        return status(id, now, "hunks", runFields(run).add("files", array(files)));
    }

    /** The open approvals, oldest first. */
    public static String approvals(String id, Instant now, List<Approval> approvals) {
        return status(id, now, "approvals", Json.createObjectBuilder().add("approvals", array(approvals)));
    }

    /** A setting, or a list of settings; empty if it was removed. */
    public static String settings(String id, Instant now, String name, JsonObject value) {
        return status(
                id,
                now,
                "settings",
                Json.createObjectBuilder().add("name", name).add("value", value));
    }

    /** A line that a user typed, as the server understands it, without executing it. */
    public static String parsed(String id, Instant now, ParsedLine line) {
        return status(id, now, "parsed", RecordJson.write(line));
    }

    /** The commands of the gateway. */
    public static String help(String id, Instant now, List<CommandSyntax> commands) {
        return status(id, now, "help", Json.createObjectBuilder().add("commands", array(commands)));
    }

    private static JsonArrayBuilder array(List<? extends Record> values) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        values.forEach(value -> array.add(RecordJson.write(value)));
        return array;
    }

    /** A provider was added, changed or removed; the message answers no command. */
    public static String providerChanged(Instant now, ProviderChanged change) {
        return status("", now, "provider.changed", RecordJson.write(change));
    }

    public static String pong(String id, Instant now) {
        return status(id, now, "pong", Json.createObjectBuilder());
    }

    public static String error(String id, Instant now, ErrorResponse error) {
        return EnvelopeCodec.write(id, Type.ERROR, now, RecordJson.write(error).build(), EnvelopeCodec.metadata(0));
    }

    /** An event: its number is in the metadata, its time in the envelope, all other fields in the payload. */
    public static String event(String id, RecordedEvent event) {
        JsonObject payload = Json.createObjectBuilder(EventCodec.write(event))
                .remove("seq")
                .remove("at")
                .build();
        return EnvelopeCodec.write(id, typeOf(event.event()), event.at(), payload, EnvelopeCodec.metadata(event.seq()));
    }

    /** Who follows the run now; it has no number, because it is not stored. */
    public static String presence(String id, Instant now, RunId run, List<Follower> followers) {
        return EnvelopeCodec.write(id, Type.STATUS, now, presencePayload(run, followers), EnvelopeCodec.metadata(0));
    }

    /** The same without an envelope. */
    public static JsonObject presencePayload(RunId run, List<Follower> followers) {
        JsonArrayBuilder list = Json.createArrayBuilder();
        followers.forEach(follower -> list.add(RecordJson.write(follower)));
        return Json.createObjectBuilder()
                .add("type", PRESENCE)
                .add("run", run.value())
                .add("followers", list)
                .build();
    }

    /** A part of the open block; it has no number, because it is not stored. */
    public static String delta(String id, Instant now, TextDelta delta) {
        return new JsonText(DELTA_CHARS + delta.text().length())
                .member("id", id)
                .member("type", "stream")
                .member("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString())
                .member("payload", EventCodec.writeText(delta))
                .member("metadata", new JsonText(METADATA_CHARS).member("version", EnvelopeCodec.VERSION))
                .toString();
    }

    /**
     * The envelope type of an event: {@code stream} for the model's text, {@code response} for results, {@code status}
     * for all others.
     */
    public static Type typeOf(RunEvent event) {
        return switch (event) {
            case RunEvent.BlockFinished e -> Type.STREAM;
            case RunEvent.BlockDiscarded e -> Type.STREAM;
            case RunEvent.StepFinished e -> Type.RESPONSE;
            case RunEvent.DiffReady e -> Type.RESPONSE;
            case RunEvent.VerdictReached e -> Type.RESPONSE;
            case RunEvent.Finished e -> Type.RESPONSE;
            case RunEvent.Created e -> Type.STATUS;
            case RunEvent.Started e -> Type.STATUS;
            case RunEvent.SandboxSelected e -> Type.STATUS;
            case RunEvent.Notice e -> Type.STATUS;
            case RunEvent.WorkspaceReady e -> Type.STATUS;
            case RunEvent.Prepared e -> Type.STATUS;
            case RunEvent.TestsFinished e -> Type.STATUS;
            case RunEvent.StepStarted e -> Type.STATUS;
            case RunEvent.TurnFinished e -> Type.STATUS;
            case RunEvent.UsageReserved e -> Type.STATUS;
            case RunEvent.UsageBooked e -> Type.STATUS;
            case RunEvent.BudgetReached e -> Type.STATUS;
            case RunEvent.BudgetAvailable e -> Type.STATUS;
            case RunEvent.ToolCalled e -> Type.STATUS;
            case RunEvent.ToolFinished e -> Type.STATUS;
            case RunEvent.PolicyDecided e -> Type.STATUS;
            case RunEvent.ApprovalRequested e -> Type.STATUS;
            case RunEvent.ApprovalAnswered e -> Type.STATUS;
            case RunEvent.CancelRequested e -> Type.STATUS;
            case RunEvent.PatchResolved e -> Type.STATUS;
            case RunEvent.ChangesUndone e -> Type.STATUS;
        };
    }

    private static String status(String id, Instant now, String status, JsonObjectBuilder fields) {
        JsonObject payload =
                Json.createObjectBuilder().add("status", status).addAll(fields).build();
        return EnvelopeCodec.write(id, Type.STATUS, now, payload, EnvelopeCodec.metadata(0));
    }

    private static JsonObjectBuilder runFields(Run run) {
        RunId id = run.id();
        return Json.createObjectBuilder()
                .add("run", id.value())
                .add("projectId", run.project().value())
                .add("sessionId", run.session().value())
                .add("state", run.state().name().toLowerCase(Locale.ROOT));
    }
}
