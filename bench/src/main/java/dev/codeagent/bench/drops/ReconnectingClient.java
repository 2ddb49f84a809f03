package dev.codeagent.bench.drops;

import dev.codeagent.bench.harness.ClientRunView;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * A client whose connection is cut repeatedly; it reconnects with the cursor of its last event. Some also start a run of their own, and
 * send its start again on each connection.
 */
final class ReconnectingClient {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_LOST_CONNECTIONS = 10;
    static final int MAX_ATTEMPTS_AFTER_RESTARTS = 400;
    static final long RETRY_MILLIS = 250;

    private final ServerAddress server;
    private final String run;
    private final Optional<RepeatedStart> ownStart;
    private final int maxLostConnections;
    private final ClientRunView view;
    private final Random random;
    private int cutsLeft;
    private int cuts;
    private int lostConnections;

    /** @param ownStart the start of the client's own run, if it has one */
    ReconnectingClient(
            ServerAddress server, String run, int cuts, Random random, Optional<RepeatedStart> ownStart, int restarts) {
        this.server = server;
        this.run = run;
        this.ownStart = ownStart;
        this.maxLostConnections = restarts > 0 ? MAX_ATTEMPTS_AFTER_RESTARTS : MAX_LOST_CONNECTIONS;
        this.view = new ClientRunView(run);
        this.cutsLeft = cuts;
        this.random = random;
    }

    /** Reads events until the end of the run. */
    void follow() {
        while (!view.isFinished() && lostConnections < maxLostConnections) {
            long cutAfterBytes = cutsLeft > 0 ? randomCutOffset() : Long.MAX_VALUE;
            try (var connection = WebSocketConnection.open(server, cutAfterBytes, READ_TIMEOUT)) {
                view.onConnected();
                if (ownStart.isPresent()) {
                    connection.send(ownStart.get().message());
                }
                connection.send(GatewayMessages.resumeRun("resume-" + cuts, view.cursor()));
                while (!view.isFinished()) {
                    JsonObject message = GatewayMessages.parse(connection.receive());
                    if (message.getJsonObject("payload").getString("run", run).equals(run)) {
                        view.accept(message);
                    }
                }
            } catch (WebSocketConnection.ConnectionCutException e) {
                cuts++;
                cutsLeft--;
            } catch (IOException e) {
                lostConnections++;
                waitForServer();
            }
        }
    }

    private void waitForServer() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lostConnections = maxLostConnections;
        }
    }

    Optional<RepeatedStart> ownStart() {
        return ownStart;
    }

    /** One fifth of the cuts happen in the handshake or the first messages, the others later in the stream. */
    private long randomCutOffset() {
        return random.nextInt(5) == 0 ? 1 + random.nextInt(600) : 1 + random.nextInt(45_000);
    }

    ClientRunView view() {
        return view;
    }

    int cuts() {
        return cuts;
    }

    /** Returns the number of connections that were lost without a deliberate cut. */
    int lostConnections() {
        return lostConnections;
    }
}
