package dev.codeagent.tests.system.upgrade;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the first events of a run from the transports that push them; the events look as those of a REST page. */
record EventReplay(ServerAddress server) {

    List<JsonObject> overWebSocket(String run, int count) throws IOException {
        var events = new ArrayList<JsonObject>();
        try (WebSocketConnection connection = WebSocketConnection.open(server)) {
            JsonObject fromBeginning =
                    Json.createObjectBuilder().add("run", run).add("seq", 0).build();
            connection.send(GatewayMessages.resumeRun("r-1", fromBeginning));
            while (events.size() < count) {
                JsonObject message = GatewayMessages.parse(connection.receive());
                if (message.getJsonObject("metadata").containsKey("seq")) {
                    events.add(toRestEvent(message));
                }
            }
        }
        return events;
    }

    /** REST has the number and the time beside the fields, and the gateway has them in the envelope. */
    private static JsonObject toRestEvent(JsonObject message) {
        return Json.createObjectBuilder(message.getJsonObject("payload"))
                .add("seq", message.getJsonObject("metadata").getJsonNumber("seq"))
                .add("at", message.getString("timestamp"))
                .build();
    }

    List<JsonObject> asServerSentEvents(String run, int count) throws IOException, InterruptedException {
        HttpRequest request = server.request("/api/v1/runs/" + run + "/events")
                .header("Accept", "text/event-stream")
                .build();
        try (HttpClient http = HttpClient.newHttpClient();
                Stream<String> lines =
                        http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.startsWith("data:"))
                    .map(line -> GatewayMessages.parse(line.substring("data:".length())))
                    .filter(event -> event.containsKey("seq"))
                    .limit(count)
                    .toList();
        }
    }
}
