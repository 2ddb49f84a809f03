package dev.codeagent.bench.latency;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A simulated user that sends a command every few seconds on one connection in one session. */
final class SimulatedUser {
    private static final int CHECK_INTERVAL = 5;

    private final int number;
    private final RestClient restClient;
    private final String project;
    private final WebSocketConnection connection;
    private final Map<String, Long> sentTimes = new ConcurrentHashMap<>();
    private final List<Ack> acks = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** An acknowledged command; the times are values of {@link System#nanoTime}. */
    record Ack(String mark, String run, long sentAt, long receivedAt) {
        double latencyMillis() {
            return (receivedAt - sentAt) / 1e6;
        }
    }

    SimulatedUser(int number, ServerAddress server, String project) throws IOException {
        this.number = number;
        this.restClient = server.restClient();
        this.project = project;
        this.connection = WebSocketConnection.open(server);
        Thread.ofVirtual().start(this::readMessages);
    }

    /** Sends the n-th command. */
    void sendCommand(int n) throws IOException {
        String mark = "mark-" + number + "-" + n;
        String message =
                GatewayMessages.startRun(mark, "/plan", "say hello " + mark, project, "ack-" + number, "plans");
        sentTimes.put(mark, System.nanoTime());
        connection.send(message);
    }

    private void readMessages() {
        try {
            while (true) {
                String text = connection.receive();
                long now = System.nanoTime();
                if (text.contains("\"status\":\"accepted\"") || text.contains("\"type\":\"error\"")) {
                    handleResponse(GatewayMessages.parse(text), now);
                }
            }
        } catch (IOException e) {
            // The benchmark closed the connection at its end; its report counts commands without an answer.
        }
    }

    private void handleResponse(JsonObject message, long now) {
        JsonObject payload = message.getJsonObject("payload");
        String mark = message.getString("id");
        if (message.getString("type").equals("error")) {
            addFault("the server rejected " + mark + ": " + payload);
            return;
        }
        var ack = new Ack(mark, payload.getString("run"), Objects.requireNonNull(sentTimes.get(mark)), now);
        int count;
        synchronized (this) {
            acks.add(ack);
            count = acks.size();
        }
        if (count % CHECK_INTERVAL == 1) {
            Thread.ofVirtual().start(() -> checkStored(ack));
        }
    }

    /** Checks that the run that was just acknowledged is stored. */
    private void checkStored(Ack ack) {
        try {
            restClient.getRun(ack.run());
        } catch (IOException e) {
            addFault("run " + ack.run() + " was acknowledged but is not stored: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void addFault(String text) {
        faults.add(text);
    }

    synchronized List<Ack> acks() {
        return List.copyOf(acks);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    String session() {
        return "ack-" + number;
    }

    void close() throws IOException {
        connection.close();
    }
}
