package dev.codeagent.cli.conformance;

import static dev.codeagent.cli.conformance.Checks.require;
import static dev.codeagent.cli.conformance.Checks.requireError;
import static dev.codeagent.cli.conformance.Checks.requireStatus;
import static dev.codeagent.cli.conformance.ServerUnderTest.command;
import static dev.codeagent.cli.conformance.ServerUnderTest.newId;
import static dev.codeagent.cli.conformance.StartedRun.eventsUntilFinished;
import static dev.codeagent.cli.conformance.StartedRun.requireSame;
import static dev.codeagent.cli.conformance.StartedRun.type;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Checks with commands that are sent again. */
final class RepeatCases {
    private RepeatCases() {}

    static List<ConformanceCase<ServerUnderTest>> all() {
        return List.of(
                of("repeat.same-connection", "starts one run for a start that is sent twice", RepeatCases::repeatHere),
                of(
                        "repeat.other-connection",
                        "also on another connection, with its events",
                        RepeatCases::repeatElsewhere),
                of(
                        "repeat.at-the-same-time",
                        "also on several connections at the same time",
                        RepeatCases::repeatTogether),
                of(
                        "repeat.other-content",
                        "refuses an id that was used for another command",
                        RepeatCases::otherContent),
                of("repeat.rejected", "executes a rejected command that is sent again", RepeatCases::rejected),
                of("repeat.cancel", "answers a cancel that is sent again", RepeatCases::repeatCancel));
    }

    private static ConformanceCase<ServerUnderTest> of(
            String name, String requirement, ConformanceCase.Check<ServerUnderTest> check) {
        return new ConformanceCase<>(name, requirement, check);
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
}
