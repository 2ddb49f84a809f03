package dev.codeagent.cli.conformance;

import static dev.codeagent.cli.conformance.Checks.require;
import static dev.codeagent.cli.conformance.Checks.requireEnvelope;
import static dev.codeagent.cli.conformance.Checks.requireError;
import static dev.codeagent.cli.conformance.Checks.requireStatus;
import static dev.codeagent.cli.conformance.ServerUnderTest.command;
import static dev.codeagent.cli.conformance.ServerUnderTest.newId;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Checks with runs, which are cancelled at once: events, resuming, commands that are sent again. */
final class RunCases {
    private RunCases() {}

    static List<ConformanceCase<ServerUnderTest>> all() {
        return List.of(
                of("run.accepted-first", "accepts a start before it sends events of the run", RunCases::acceptedFirst),
                of("run.events", "numbers events from 1 without gaps, with the id of the start", RunCases::events),
                of("run.cancel", "ends a cancelled run with run.finished", RunCases::cancel),
                of("run.same-events", "sends the same events to each client", RunCases::sameEvents),
                of("resume.sends-the-rest", "sends the events after a number, once and in order", RunCases::resume),
                of("resume.live", "sends new events of a run that another connection started", RunCases::resumeLive),
                of("resume.beyond-the-end", "refuses a number that no event has", RunCases::beyondTheEnd),
                of("repeat.same-connection", "starts one run for a start that is sent twice", RunCases::repeatHere),
                of("repeat.other-connection", "also on another connection, with its events", RunCases::repeatElsewhere),
                of("repeat.at-the-same-time", "also on several connections at the same time", RunCases::repeatTogether),
                of("repeat.other-content", "refuses an id that was used for another command", RunCases::otherContent),
                of("repeat.rejected", "executes a rejected command that is sent again", RunCases::rejected),
                of("repeat.cancel", "answers a cancel that is sent again", RunCases::repeatCancel),
                of("patch.nothing", "answers diff and apply of a run without changes", RunCases::patch));
    }

    private static ConformanceCase<ServerUnderTest> of(
            String name, String requirement, ConformanceCase.Check<ServerUnderTest> check) {
        return new ConformanceCase<>(name, requirement, check);
    }

    /** A run of a connection. */
    private record StartedRun(WireClient client, String startId, JsonObject start, String run) {
        static StartedRun start(ServerUnderTest server, WireClient client) throws IOException {
            String id = newId();
            JsonObject start = server.start("conformance " + id);
            client.sendCommand(id, start);
            JsonObject answer = client.awaitAnswer(id);
            requireStatus(answer, "accepted");
            String run = WireClient.payload(answer).getString("run", "");
            require(!run.isEmpty(), "the answer names no run: " + Checks.shown(answer));
            return new StartedRun(client, id, start, run);
        }

        /** Cancels the run and returns all its events. */
        List<JsonObject> finish() throws IOException {
            String id = newId();
            client.sendCommand(id, command("/cancel", "run", run));
            requireStatus(client.awaitAnswer(id), "cancelling");
            return eventsUntilFinished(client, run, 0);
        }

        String finishedRun() throws IOException {
            finish();
            return run;
        }
    }

    /** The events of a run after a number, checked. Leaves out parts of texts, which are not numbered. */
    private static List<JsonObject> eventsUntilFinished(WireClient client, String run, long after) throws IOException {
        var events = new ArrayList<JsonObject>();
        while (events.isEmpty() || !type(events.getLast()).equals("run.finished")) {
            JsonObject message = client.nextMessage();
            requireEnvelope(message);
            JsonObject payload = WireClient.payload(message);
            if (!message.getJsonObject("metadata").containsKey("seq")
                    || !payload.getString("run", "").equals(run)) {
                continue;
            }
            long seq = message.getJsonObject("metadata").getJsonNumber("seq").longValue();
            require(seq == after + events.size() + 1, "event " + seq + " follows event " + (after + events.size()));
            events.add(message);
        }
        return events;
    }

    private static String type(JsonObject event) {
        return WireClient.payload(event).getString("type", "");
    }

    private static void acceptedFirst(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            String id = newId();
            client.sendCommand(id, server.start("conformance"));
            JsonObject first = client.nextMessage();
            requireStatus(first, "accepted");
            require(first.getString("id").equals(id), "the answer has the id " + first.getString("id"));
            String cancel = newId();
            client.sendCommand(
                    cancel, command("/cancel", "run", WireClient.payload(first).getString("run")));
            requireStatus(client.awaitAnswer(cancel), "cancelling");
        }
    }

    private static void events(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            List<JsonObject> events = started.finish();
            require(type(events.getFirst()).equals("run.created"), "the first event is " + type(events.getFirst()));
            for (JsonObject event : events) {
                require(
                        event.getString("id").equals(started.startId()),
                        "the event does not have the id of the start: " + Checks.shown(event));
            }
        }
    }

    private static void cancel(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            JsonObject finished =
                    WireClient.payload(StartedRun.start(server, client).finish().getLast());
            require(
                    List.of("cancelled", "failed", "completed").contains(finished.getString("state", "")),
                    "the run ended as " + finished);
        }
    }

    private static void sameEvents(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open();
                WireClient other = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            List<JsonObject> events = started.finish();
            other.sendCommand(newId(), ServerUnderTest.resume(started.run(), 0));
            requireSame(events, eventsUntilFinished(other, started.run(), 0));
        }
    }

    private static void requireSame(List<JsonObject> expected, List<JsonObject> actual) {
        require(expected.size() == actual.size(), actual.size() + " events instead of " + expected.size());
        for (int i = 0; i < expected.size(); i++) {
            require(
                    WireClient.payload(expected.get(i)).equals(WireClient.payload(actual.get(i)))
                            && expected.get(i)
                                    .getString("timestamp")
                                    .equals(actual.get(i).getString("timestamp")),
                    "an event differs: " + Checks.shown(expected.get(i)) + " and " + Checks.shown(actual.get(i)));
        }
    }

    private static void resume(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open();
                WireClient other = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            List<JsonObject> events = started.finish();
            for (int after = 0; after < events.size(); after++) {
                String id = newId();
                other.sendCommand(id, ServerUnderTest.resume(started.run(), after));
                JsonObject answer = other.awaitAnswer(id);
                requireStatus(answer, "resumed");
                require(
                        WireClient.payload(answer)
                                        .getJsonArray("runs")
                                        .getJsonObject(0)
                                        .getInt("lastSeq", 0)
                                == events.size(),
                        "lastSeq is not " + events.size() + ": " + Checks.shown(answer));
                requireSame(events.subList(after, events.size()), eventsUntilFinished(other, started.run(), after));
            }
        }
    }

    private static void resumeLive(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open();
                WireClient other = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            other.sendCommand(newId(), ServerUnderTest.resume(started.run(), 0));
            List<JsonObject> events = started.finish();
            requireSame(events, eventsUntilFinished(other, started.run(), 0));
        }
    }

    private static void beyondTheEnd(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            int events = started.finish().size();
            String id = newId();
            client.sendCommand(id, ServerUnderTest.resume(started.run(), events + 1_000L));
            JsonObject message = client.nextMessage();
            while (!message.getString("type", "").equals("error")) {
                require(
                        !message.getJsonObject("metadata").containsKey("seq"),
                        "the server sent an event: " + Checks.shown(message));
                message = client.nextMessage();
            }
            requireError(message, "INVALID_VALUE");
            require(message.getString("id").equals(id), "the error has the id " + message.getString("id"));
        }
    }

    private static void repeatHere(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            requireSameRun(started, client);
            started.finish();
            requireSameRun(started, client);
        }
    }

    private static void requireSameRun(StartedRun started, WireClient client) throws IOException {
        client.sendCommand(started.startId(), started.start());
        JsonObject answer = client.awaitAnswer(started.startId());
        requireStatus(answer, "accepted");
        String run = WireClient.payload(answer).getString("run", "");
        require(run.equals(started.run()), "the same command started " + started.run() + " and " + run);
    }

    private static void repeatElsewhere(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open();
                WireClient other = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            requireSameRun(started, other);
            List<JsonObject> events = started.finish();
            requireSame(events, eventsUntilFinished(other, started.run(), 0));
        }
    }

    private static void repeatTogether(ServerUnderTest server) throws IOException {
        var clients = new ArrayList<WireClient>();
        try {
            for (int i = 0; i < 5; i++) {
                clients.add(server.open());
            }
            String id = newId();
            JsonObject start = server.start("conformance " + id);
            for (WireClient client : clients) {
                client.sendCommand(id, start);
            }
            var runs = new HashSet<String>();
            for (WireClient client : clients) {
                JsonObject answer = client.awaitAnswer(id);
                requireStatus(answer, "accepted");
                runs.add(WireClient.payload(answer).getString("run", ""));
            }
            for (String run : runs) {
                clients.getFirst().sendCommand(newId(), command("/cancel", "run", run));
            }
            require(runs.size() == 1, "the same command started " + runs);
        } finally {
            for (WireClient client : clients) {
                client.close();
            }
        }
    }

    private static void otherContent(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open();
                WireClient other = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            JsonObject changed = Json.createObjectBuilder(started.start())
                    .add("prompt", "something else")
                    .build();
            for (WireClient each : List.of(client, other)) {
                each.sendCommand(started.startId(), changed);
                requireError(each.awaitAnswer(started.startId()), "CONFLICT", "'id'");
            }
            started.finish();
        }
    }

    private static void rejected(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            String id = newId();
            JsonObject empty = Json.createObjectBuilder(server.start("x"))
                    .add("prompt", "")
                    .build();
            for (int i = 0; i < 2; i++) {
                client.sendCommand(id, empty);
                requireError(client.awaitAnswer(id), "INVALID_VALUE");
            }
            JsonObject start = server.start("conformance " + id);
            client.sendCommand(id, start);
            JsonObject answer = client.awaitAnswer(id);
            requireStatus(answer, "accepted");
            new StartedRun(client, id, start, WireClient.payload(answer).getString("run")).finish();
        }
    }

    private static void repeatCancel(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open();
                WireClient other = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            String id = newId();
            client.sendCommand(id, command("/cancel", "run", started.run()));
            requireStatus(client.awaitAnswer(id), "cancelling");
            other.sendCommand(id, command("/cancel", "run", started.run()));
            requireStatus(other.awaitAnswer(id), "cancelling");
            long requests = eventsUntilFinished(client, started.run(), 0).stream()
                    .filter(event -> type(event).equals("run.cancel-requested"))
                    .count();
            require(requests <= 1, "the same command cancelled the run " + requests + " times");
        }
    }

    private static void patch(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            String run = StartedRun.start(server, client).finishedRun();
            String diff = newId();
            client.sendCommand(diff, command("/diff", "run", run));
            JsonObject answer = client.awaitAnswer(diff);
            requireStatus(answer, "diff");
            require(
                    WireClient.payload(answer).getString("patch", "none").isEmpty(),
                    "the run changed something: " + Checks.shown(answer));
            String apply = newId();
            client.sendCommand(apply, command("/apply", "run", run));
            requireError(client.awaitAnswer(apply), "NOTHING_TO_APPLY");
        }
    }
}
