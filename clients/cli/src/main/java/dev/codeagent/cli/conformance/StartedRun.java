package dev.codeagent.cli.conformance;

import static dev.codeagent.cli.conformance.Checks.require;
import static dev.codeagent.cli.conformance.Checks.requireEnvelope;
import static dev.codeagent.cli.conformance.Checks.requireStatus;
import static dev.codeagent.cli.conformance.ServerUnderTest.command;
import static dev.codeagent.cli.conformance.ServerUnderTest.newId;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A run that a check started on a connection, and its events. */
record StartedRun(WireClient client, String startId, JsonObject start, String run) {
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

    /** The events of a run after a number, checked. Leaves out parts of texts, which are not numbered. */
    static List<JsonObject> eventsUntilFinished(WireClient client, String run, long after) throws IOException {
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

    static String type(JsonObject event) {
        return WireClient.payload(event).getString("type", "");
    }

    static void requireSame(List<JsonObject> expected, List<JsonObject> actual) {
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
}
