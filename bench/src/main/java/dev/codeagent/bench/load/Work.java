package dev.codeagent.bench.load;

import dev.codeagent.bench.rig.Commands;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Scripts.Pace;
import dev.codeagent.bench.rig.Scripts.Turn;
import dev.codeagent.bench.rig.WsConnection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One kind of work: runs that follow each other without a pause, on several connections.
 *
 * @param provider the provider whose key chooses the turn
 * @param text what the model says in each run
 * @param pace how it says it
 * @param clients how many do so at the same time
 */
record Work(String provider, String text, Pace pace, int clients) {

    /** Commands whose answer is short: their own cost is what counts. */
    static final Work COMMANDS = new Work("short", "1. Look.\n2. Greet.", new Pace(40, 0), 8);

    /** Long answers, a piece of 8 characters every 2 ms on each of 16 connections: more than two cores can do. */
    static final Work STREAMS = new Work("long", Scripts.text(16_000, new Random(7)), new Pace(8, 2), 16);

    static final List<Work> ALL = List.of(COMMANDS, STREAMS);

    JsonObject scenario() {
        return Scripts.scenario(Map.of("planning", List.of(new Turn(text, pace, List.of()))), false);
    }

    /** Pieces that the model sends in one run. */
    long pieces() {
        return Math.ceilDiv(text.length(), pace.chunk());
    }

    /** Works until the time is over and all that was begun is finished; gives the number of runs. */
    long run(int port, String project, int seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        var runs = new AtomicLong();
        var failures = new AtomicLong();
        var threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            String name = provider + "-" + i + "-" + System.nanoTime();
            threads[i] = Thread.ofPlatform().start(() -> {
                try (var connection = WsConnection.open(port)) {
                    for (int n = 0; System.nanoTime() < end; n++) {
                        one(connection, name + "-" + n, project);
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

    private void one(WsConnection connection, String id, String project) throws IOException {
        connection.send(Commands.start(id, "/plan", "go", project, "", provider));
        while (true) {
            String message = connection.next();
            if (message.contains("\"type\":\"run.finished\"")) {
                return;
            }
            if (message.contains("\"type\":\"error\"")) {
                throw new IOException("the command was refused: " + message);
            }
        }
    }
}
