package dev.codeagent.cli.conformance;

import static dev.codeagent.cli.conformance.Checks.require;
import static dev.codeagent.cli.conformance.Checks.requireError;
import static dev.codeagent.cli.conformance.Checks.requireStatus;
import static dev.codeagent.cli.conformance.ServerUnderTest.command;
import static dev.codeagent.cli.conformance.ServerUnderTest.newId;
import static dev.codeagent.cli.conformance.StartedRun.eventsUntilFinished;
import static dev.codeagent.cli.conformance.StartedRun.requireSame;
import static dev.codeagent.cli.conformance.StartedRun.type;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** Checks with runs, which are cancelled at once: events, resuming, patches. */
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
                of(
                        "unsubscribe.ends-events",
                        "sends nothing of a run after it answered unsubscribe, until the client resumes it",
                        RunCases::unsubscribe),
                of("patch.nothing", "answers diff and apply of a run without changes", RunCases::patch));
    }

    private static ConformanceCase<ServerUnderTest> of(
            String name, String requirement, ConformanceCase.Check<ServerUnderTest> check) {
        return new ConformanceCase<>(name, requirement, check);
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

    private static void unsubscribe(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open();
                WireClient other = server.open()) {
            StartedRun started = StartedRun.start(server, client);
            other.sendCommand(newId(), ServerUnderTest.resume(started.run(), 0));
            String id = newId();
            other.sendCommand(id, command("/unsubscribe", "run", started.run()));
            JsonObject answer = other.nextMessage();
            while (!answer.getString("id", "").equals(id)) {
                answer = other.nextMessage();
            }
            requireStatus(answer, "unsubscribed");
            List<JsonObject> events = started.finish();
            String ping = newId();
            other.sendCommand(ping, command("/ping"));
            JsonObject next = other.nextMessage();
            while (!next.getString("id", "").equals(ping)) {
                require(
                        !WireClient.payload(next).getString("run", "").equals(started.run()),
                        "the server still sends messages of the run: " + Checks.shown(next));
                next = other.nextMessage();
            }
            other.sendCommand(newId(), ServerUnderTest.resume(started.run(), 0));
            requireSame(events, eventsUntilFinished(other, started.run(), 0));
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
