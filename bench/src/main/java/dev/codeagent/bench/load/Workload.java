package dev.codeagent.bench.load;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A kind of load: runs without a pause between them, on several connections.
 *
 * @param provider the provider whose API key selects the scenario
 * @param text the text of the model in each run
 * @param pacing how the text is streamed
 * @param clients the number of concurrent connections
 */
record Workload(String provider, String text, Pacing pacing, int clients) {

    /** Commands with a short answer, to measure the cost of the command itself. */
    static final Workload COMMANDS = new Workload("short", "1. Look.\n2. Greet.", new Pacing(40, 0), 8);

    /** Long answers, a chunk of 8 characters every 2 ms on each of 16 connections: more than two cores can process. */
    static final Workload STREAMS =
            new Workload("long", ModelScripts.randomText(16_000, new Random(7)), new Pacing(8, 2), 16);

    static final List<Workload> ALL = List.of(COMMANDS, STREAMS);

    JsonObject scenario() {
        return ModelScripts.scenario(Map.of("planning", List.of(new ScriptedTurn(text, pacing, List.of()))), false);
    }

    /** Returns the number of chunks that the model sends in one run. */
    long chunks() {
        return Math.ceilDiv(text.length(), pacing.chunkSize());
    }

    /** Starts runs for {@code seconds} seconds, waits for the last ones, and returns their number. */
    long run(ServerAddress server, String project, int seconds) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        var runs = new AtomicLong();
        var failures = new AtomicLong();
        var threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            String name = provider + "-" + i + "-" + System.nanoTime();
            threads[i] = Thread.ofPlatform().start(() -> {
                try (var connection = WebSocketConnection.open(server)) {
                    for (int n = 0; System.nanoTime() < deadline; n++) {
                        runOnce(connection, name + "-" + UUID.randomUUID(), project);
                        runs.incrementAndGet();
                    }
                } catch (IOException e) {
                    System.err.println(name + ": " + e.getMessage());
                    failures.incrementAndGet();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failures.get() > 0) {
            throw new IOException(failures.get() + " of " + clients + " clients failed");
        }
        return runs.get();
    }

    private void runOnce(WebSocketConnection connection, String id, String project) throws IOException {
        connection.send(GatewayMessages.startRun(id, "/plan", "go", project, "", provider));
        while (true) {
            String message = connection.receive();
            if (message.contains("\"type\":\"run.finished\"")) {
                return;
            }
            if (message.contains("\"type\":\"error\"")) {
                throw new IOException("the server rejected the command: " + message);
            }
        }
    }
}
