package dev.codeagent.cli.conformance;

import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.wire.ClientMessage;
import dev.codeagent.api.wire.CommandDigest;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.ParsedLine;
import dev.codeagent.api.wire.ServerMessage;
import dev.codeagent.cli.conformance.Frames.Frame;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client of the scripted gateway. */
final class ScriptedConnection {
    private static final int MAX_CHARS = 1 << 20;
    private static final int NORMAL = 1000;
    private static final int INVALID_UTF8 = 1007;

    private final Frames frames;
    private final ScriptedFrames received;
    private final int number;
    private final boolean uniqueIds;
    private final ScriptedGateway.Script script;
    private final ScriptedRuns runs;
    private final Set<RunId> followed = new HashSet<>();
    private boolean failed;
    private @Nullable IOException failure;

    /** What a client asked for in its handshake. */
    record Handshake(boolean uniqueIds, boolean compression) {}

    ScriptedConnection(
            Frames frames, int number, Handshake handshake, ScriptedGateway.Script script, ScriptedRuns runs) {
        this.frames = frames;
        this.received = new ScriptedFrames(frames, handshake.compression(), script);
        this.number = number;
        this.uniqueIds = handshake.uniqueIds();
        this.script = script;
        this.runs = runs;
    }

    /** A script wants to close the connection with a code. */
    static final class CloseRequest extends IOException {
        private static final long serialVersionUID = 1L;
        private final int code;

        CloseRequest(int code) {
            this.code = code;
        }
    }

    void serve() throws IOException {
        try {
            receiveAll();
        } catch (CloseRequest e) {
            close(e.code);
        }
    }

    private void receiveAll() throws IOException {
        while (true) {
            Frame frame = received.read();
            switch (frame.opcode()) {
                case Frames.PING -> frames.write(Frames.PONG, true, frame.payload());
                case Frames.PONG -> {}
                case Frames.CLOSE -> {
                    close(frame.payload().length == 0 ? NORMAL : frame.closeCode());
                    return;
                }
                default -> {
                    if (!receive(frame.payload(), frame.opcode() == Frames.BINARY)) {
                        close(INVALID_UTF8);
                        return;
                    }
                }
            }
        }
    }

    private void close(int code) throws IOException {
        frames.write(
                Frames.CLOSE,
                true,
                ByteBuffer.allocate(Short.BYTES).putShort((short) code).array());
    }

    /** Returns false if the text is not UTF-8. */
    private boolean receive(byte[] bytes, boolean binary) throws IOException {
        String text;
        try {
            text = script.leavesOut("frames.invalid-utf8")
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
        } catch (CharacterCodingException e) {
            return binary && sendError("", ErrorResponse.of(ErrorCode.MALFORMED_MESSAGE, "no binary messages"));
        }
        if (binary) {
            return sendError("", ErrorResponse.of(ErrorCode.MALFORMED_MESSAGE, "no binary messages"));
        }
        if (text.length() > MAX_CHARS && !script.leavesOut("errors.size")) {
            return sendError(
                    "",
                    ErrorResponse.of(
                            ErrorCode.MESSAGE_TOO_LARGE, "a message may contain at most " + MAX_CHARS + " characters"));
        }
        script.onMessage(number, text);
        String id = "";
        try {
            JsonObject envelope = EnvelopeCodec.parse(
                    script.leavesOut("errors.text-after-the-end")
                            ? text.substring(0, text.lastIndexOf('}') + 1)
                            : text);
            id = EnvelopeCodec.idOf(envelope);
            handle(EnvelopeCodec.read(envelope), envelope.getJsonObject("payload"));
        } catch (RuntimeException e) {
            ErrorResponse error = ErrorResponse.ofCommand(e);
            sendError(
                    script.leavesOut("errors.names-the-field") ? "" : id,
                    script.leavesOut("errors.field")
                            ? new ErrorResponse(
                                    error.code(), error.kind(), error.message(), Optional.empty(), Optional.empty())
                            : error);
        }
        return true;
    }

    private void handle(ClientMessage message, JsonObject payload) throws IOException {
        String id = message.id();
        Instant now = Instant.now();
        switch (message) {
            case ClientMessage.Start start -> {
                var command = CommandDigest.of(
                        "local", id, payload.get("command") instanceof JsonString s ? s.getString() : "", payload);
                Run run = runs.start(start, command, uniqueIds, script);
                if (!script.leavesOut("run.accepted-first")) {
                    send(ServerMessage.accepted(id, now, run));
                }
                if (followed.add(run.id())) {
                    follow(id, RunCursor.start(run.id()));
                }
                if (script.leavesOut("run.accepted-first")) {
                    send(ServerMessage.accepted(id, now, run));
                }
            }
            case ClientMessage.Cancel cancel -> {
                Run run = runs.cancel(cancel.run());
                send(ServerMessage.cancelling(id, now, run));
                runs.finish(run.id());
            }
            case ClientMessage.Resume resume -> {
                List<Run> found =
                        resume.runs().stream().map(c -> runs.get(c.run())).toList();
                send(ServerMessage.resumed(id, now, found));
                for (RunCursor cursor : resume.runs()) {
                    followed.add(runs.get(cursor.run()).id());
                    follow(id, cursor);
                }
            }
            case ClientMessage.Unsubscribe end -> {
                Run run = runs.get(end.run());
                if (!script.leavesOut("unsubscribe.ends-events")) {
                    followed.remove(run.id());
                    runs.unfollow(run.id(), this);
                }
                send(ServerMessage.unsubscribed(id, now, run));
            }
            case ClientMessage.Diff diff -> send(ServerMessage.diff(id, now, runs.get(diff.run()), "utf-8", ""));
            case ClientMessage.Apply apply -> throw nothingToApply(runs.get(apply.run()));
            case ClientMessage.Undo undo -> throw nothingToApply(runs.get(undo.run()));
            case ClientMessage.Discard discard -> throw nothingToApply(runs.get(discard.run()));
            case ClientMessage.DecideApproval answer ->
                throw new AgentException(ErrorCode.UNKNOWN_APPROVAL, "nothing is asked");
            case ClientMessage.Approvals approvals -> send(ServerMessage.approvals(id, now, List.of()));
            case ClientMessage.Settings settings ->
                send(ServerMessage.settings(id, now, settings.name(), list(settings)));
            case ClientMessage.Parse parse -> send(ServerMessage.parsed(id, now, ParsedLine.of(parse.line())));
            case ClientMessage.Help help -> send(ServerMessage.help(id, now, CommandSyntax.ALL));
            case ClientMessage.Ping ping -> send(ServerMessage.pong(id, now));
        }
    }

    private static JsonObject list(ClientMessage.Settings settings) {
        if (!List.of("providers", "budgets", "agents").contains(settings.name())) {
            throw new AgentException(ErrorCode.NOT_FOUND, "field 'name': there is no setting " + settings.name());
        }
        return Json.createObjectBuilder()
                .add(settings.name(), Json.createArrayBuilder())
                .build();
    }

    private static AgentException nothingToApply(Run run) {
        return new AgentException(ErrorCode.NOTHING_TO_APPLY, "run " + run.id() + " changed nothing");
    }

    private void follow(String id, RunCursor cursor) throws IOException {
        runs.follow(cursor, this, event -> sendQuietly(ServerMessage.event(id, event)));
        if (failure != null) {
            throw failure;
        }
    }

    /** A receiver of the events of a run. */
    interface EventReceiver {
        void accept(RecordedEvent event);
    }

    /** A client that is gone gets no more events; the run and its other clients do not notice. */
    private void sendQuietly(String message) {
        try {
            if (!failed) {
                send(message);
            }
        } catch (IOException e) {
            failed = true;
            failure = e;
        }
    }

    private synchronized void send(String message) throws IOException {
        for (String each : new ArrayList<>(script.replace(number, message))) {
            frames.writeText(each);
            script.onSent(number, each);
        }
    }

    private boolean sendError(String id, ErrorResponse error) throws IOException {
        send(ServerMessage.error(id, Instant.now(), error));
        return true;
    }

    /** The id of a run that a reference of a client means. */
    static RunId requireRun(boolean known, RunId run) {
        if (!known) {
            throw new AgentException(ErrorCode.UNKNOWN_RUN, "no run " + run);
        }
        return run;
    }
}
