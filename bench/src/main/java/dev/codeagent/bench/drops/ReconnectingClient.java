package dev.codeagent.bench.drops;

import dev.codeagent.bench.harness.ClientRunView;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** A client whose connection is cut repeatedly; it reconnects with the cursor of its last event. */
final class ReconnectingClient {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_LOST_CONNECTIONS = 10;

    private final ServerAddress server;
    private final ClientRunView view;
    private final Random random;
    private int cutsLeft;
    private int cuts;
    private int lostConnections;

    ReconnectingClient(ServerAddress server, String run, int cuts, Random random) {
        this.server = server;
        this.view = new ClientRunView(run);
        this.cutsLeft = cuts;
        this.random = random;
    }

    /** Reads events until the end of the run. */
    void follow() {
        while (!view.isFinished() && lostConnections < MAX_LOST_CONNECTIONS) {
            long cutAfterBytes = cutsLeft > 0 ? randomCutOffset() : Long.MAX_VALUE;
            try (var connection = WebSocketConnection.open(server, cutAfterBytes, READ_TIMEOUT)) {
                view.onConnected();
                connection.send(GatewayMessages.resumeRun("resume-" + cuts, view.cursor()));
                while (!view.isFinished()) {
                    view.accept(GatewayMessages.parse(connection.receive()));
                }
            } catch (WebSocketConnection.ConnectionCutException e) {
                cuts++;
                cutsLeft--;
            } catch (IOException e) {
                lostConnections++;
            }
        }
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
