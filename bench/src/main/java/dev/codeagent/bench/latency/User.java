package dev.codeagent.bench.latency;

import dev.codeagent.bench.rig.Commands;
import dev.codeagent.bench.rig.Rest;
import dev.codeagent.bench.rig.WsConnection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A person at the keyboard: a command every few seconds, on one connection, in one conversation. */
final class User {
    private static final int SAMPLE = 5;

    private final int number;
    private final Rest rest;
    private final String project;
    private final WsConnection connection;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final List<Ack> acks = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** An acknowledged command: times are readings of the nano clock. */
    record Ack(String mark, String run, long sentAt, long at) {
        double millis() {
            return (at - sentAt) / 1e6;
        }
    }

    User(int number, int port, Rest rest, String project) throws IOException {
        this.number = number;
        this.rest = rest;
        this.project = project;
        this.connection = WsConnection.open(port);
        Thread.ofVirtual().start(this::read);
    }

    /** Sends the n-th command. */
    void command(int n) throws IOException {
        String mark = "mark-" + number + "-" + n;
        String message = Commands.start(mark, "/plan", "say hello " + mark, project, "ack-" + number, "plans");
        sent.put(mark, System.nanoTime());
        connection.send(message);
    }

    private void read() {
        try {
            while (true) {
                String text = connection.next();
                long now = System.nanoTime();
                if (text.contains("\"status\":\"accepted\"") || text.contains("\"type\":\"error\"")) {
                    answer(Commands.parse(text), now);
                }
            }
        } catch (IOException e) {
            // The benchmark closed the connection at its end; commands without an answer are counted there.
        }
    }

    private void answer(JsonObject message, long now) {
        JsonObject payload = message.getJsonObject("payload");
        String mark = message.getString("id");
        if (message.getString("type").equals("error")) {
            fault(mark + " was refused: " + payload);
            return;
        }
        var ack = new Ack(mark, payload.getString("run"), sent.get(mark), now);
        int count;
        synchronized (this) {
            acks.add(ack);
            count = acks.size();
        }
        if (count % SAMPLE == 1) {
            Thread.ofVirtual().start(() -> look(ack));
        }
    }

    /** Whether the run that was just acknowledged is stored. */
    private void look(Ack ack) {
        try {
            rest.run(ack.run());
        } catch (IOException e) {
            fault("run " + ack.run() + " was acknowledged but is not there: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void fault(String text) {
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
