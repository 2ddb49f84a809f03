package dev.codeagent.cli.conformance;

import static dev.codeagent.cli.conformance.Checks.require;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks of a client against a scripted server, which cuts connections and sends what a newer server may send. */
final class ClientCases {
    private static final int EVENTS_BEFORE_CUT = 4;

    private ClientCases() {}

    static List<ConformanceCase<ClientUnderTest>> all() {
        return List.of(
                of("client.follows", "follows a run to its end", new Recorder()),
                of(
                        "client.resends-the-start",
                        "sends an unanswered start again, with the same id",
                        new CutBeforeAnswer()),
                of(
                        "client.resumes",
                        "resumes after its last event when the connection was cut",
                        new CutAfterEvents(false)),
                of(
                        "client.resumes-after-restart",
                        "also when the server closes the connection",
                        new CutAfterEvents(true)),
                of(
                        "client.ignores-the-unknown",
                        "ignores messages and fields that it does not know",
                        new NewerServer()),
                of("client.ignores-duplicates", "takes an event once that is sent twice", new Duplicates()));
    }

    /** Runs the client against a script, and then checks what it sent. */
    private static ConformanceCase<ClientUnderTest> of(String name, String requirement, Recorder script) {
        return new ConformanceCase<>(name, requirement, client -> {
            var runs = new ScriptedRuns(events());
            try (ScriptedGateway gateway = ScriptedGateway.start(script, runs)) {
                boolean success = client.follow(gateway.address());
                require(script.messages() > 0, "the client did not connect to the gateway, or sent nothing");
                require(runs.starts() == 1, "the client started " + runs.starts() + " runs");
                script.check();
                require(success, "the client reported a failure");
            }
        });
    }

    private static List<RunEvent> events() {
        return Stream.<RunEvent>concat(
                        Stream.of("one", "two", "three", "four")
                                .map(text -> new RunEvent.Notice(RunEvent.Notice.Level.INFO, "scripted", text)),
                        Stream.of(new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1)))
                .toList();
    }

    /** Records what the client sends, and checks its ids. */
    private static class Recorder implements ScriptedGateway.Script {
        private final Map<String, JsonObject> payloads = new HashMap<>();
        private final List<JsonObject> received = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();

        @Override
        public synchronized void onMessage(int connection, String message) throws IOException {
            JsonObject envelope = WireClient.parse(message);
            JsonObject payload = WireClient.payload(envelope);
            received.add(envelope);
            JsonObject earlier = payloads.putIfAbsent(envelope.getString("id", ""), payload);
            if (earlier != null && !earlier.equals(payload)) {
                faults.add("two commands have the id " + envelope.getString("id") + ": " + earlier + " and " + payload);
            }
        }

        synchronized int messages() {
            return received.size();
        }

        final synchronized List<JsonObject> received(String command) {
            return received.stream()
                    .filter(m -> WireClient.payload(m).getString("command", "").equals(command))
                    .toList();
        }

        /** The starts: messages with a prompt or a line. */
        final synchronized List<JsonObject> starts() {
            return received.stream()
                    .filter(m -> WireClient.payload(m).containsKey("prompt")
                            || WireClient.payload(m).containsKey("args")
                            || WireClient.payload(m).containsKey("line"))
                    .toList();
        }

        synchronized void check() {
            require(faults.isEmpty(), String.join("; ", faults));
        }
    }

    /** The server starts the run, and the connection breaks before the client knows it. */
    private static final class CutBeforeAnswer extends Recorder {
        private boolean cut;

        @Override
        public synchronized List<String> replace(int connection, String message) {
            if (!cut && message.contains("\"status\":\"accepted\"")) {
                cut = true;
                return List.of();
            }
            return List.of(message);
        }

        @Override
        public synchronized void onSent(int connection, String message) throws IOException {
            if (connection == 1) {
                throw new IOException("cut");
            }
        }

        @Override
        synchronized void check() {
            super.check();
            List<String> ids =
                    starts().stream().map(m -> m.getString("id")).distinct().toList();
            require(ids.size() == 1, "the client used several ids for its start: " + ids);
            require(starts().size() > 1, "the client did not send its start again");
        }
    }

    /** The connection breaks after a few events. */
    private static final class CutAfterEvents extends Recorder {
        private final boolean closeFrame;
        private int events;
        private long lastSeq;

        CutAfterEvents(boolean closeFrame) {
            this.closeFrame = closeFrame;
        }

        @Override
        public synchronized void onSent(int connection, String message) throws IOException {
            JsonObject metadata = WireClient.parse(message).getJsonObject("metadata");
            if (connection == 1 && metadata.containsKey("seq") && ++events == EVENTS_BEFORE_CUT) {
                lastSeq = metadata.getJsonNumber("seq").longValue();
                throw closeFrame ? new ScriptedConnection.CloseRequest(1001) : new IOException("cut");
            }
        }

        @Override
        synchronized void check() {
            super.check();
            List<JsonObject> resumes = received("/resume");
            require(!resumes.isEmpty(), "the client did not resume");
            JsonObject cursor =
                    WireClient.payload(resumes.getFirst()).getJsonArray("runs").getJsonObject(0);
            require(
                    cursor.getInt("seq", 0) == lastSeq,
                    "the client received event " + lastSeq + " and resumed from " + cursor.getInt("seq", 0));
        }
    }

    /** Sends types, states and fields that do not exist yet. */
    private static final class NewerServer extends Recorder {
        @Override
        public List<String> replace(int connection, String message) {
            JsonObject novel = Json.createObjectBuilder()
                    .add("id", "")
                    .add("type", "novel")
                    .add("timestamp", "2030-01-01T00:00:00Z")
                    .add("payload", Json.createObjectBuilder().add("status", "novel"))
                    .add("metadata", Json.createObjectBuilder().add("version", EnvelopeCodec.VERSION))
                    .build();
            try {
                JsonObject known = WireClient.parse(message);
                JsonObject payload = Json.createObjectBuilder(known.getJsonObject("payload"))
                        .add("novel", Json.createArrayBuilder().add(1))
                        .build();
                return List.of(
                        novel.toString(),
                        Json.createObjectBuilder(known)
                                .add("payload", payload)
                                .add("novel", true)
                                .build()
                                .toString());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Sends each event twice. */
    private static final class Duplicates extends Recorder {
        @Override
        public List<String> replace(int connection, String message) {
            return message.contains("\"seq\":") ? List.of(message, message) : List.of(message);
        }
    }
}
