package dev.codeagent.bench.drops;

import dev.codeagent.bench.harness.ClientRunView;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;

/**
 * The client that starts a run and follows it; its connection is lost only when the server is killed. The first connections are cut around
 * the answer to the start, which it sends again with the same id.
 */
final class ReferenceClient {
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);
    private static final int CUTS_AT_START = 5;
    /** About the length of the handshake and the answer. */
    private static final int MAX_BYTES_BEFORE_CUT = 900;

    private final ServerAddress server;
    private final int restarts;
    private final RepeatedStart start;
    private final WebSocketConnection connection;
    private final String run;
    private final ClientRunView view;
    private int cuts;
    private volatile String failure = "";

    ReferenceClient(ServerAddress server, RepeatedStart start, Random random, int restarts) throws IOException {
        this.server = server;
        this.restarts = restarts;
        this.start = start;
        var runs = new TreeSet<String>();
        for (int i = 0; i < CUTS_AT_START; i++) {
            try (var cut = WebSocketConnection.open(server, 1 + random.nextInt(MAX_BYTES_BEFORE_CUT), READ_TIMEOUT)) {
                cut.send(start.message());
                runs.add(GatewayMessages.readAcceptedRunId(cut));
            } catch (WebSocketConnection.ConnectionCutException e) {
                cuts++;
            }
        }
        connection = WebSocketConnection.open(server);
        connection.send(start.message());
        run = GatewayMessages.readAcceptedRunId(connection);
        runs.add(run);
        view = new ClientRunView(run);
        if (runs.size() > 1) {
            failure = "the start with the id " + start.id() + " was executed as " + runs;
        }
    }

    void follow() {
        if (follow(connection, restarts > 0)) {
            return;
        }
        for (int attempt = 0; attempt < ReconnectingClient.MAX_ATTEMPTS_AFTER_RESTARTS; attempt++) {
            try {
                Thread.sleep(ReconnectingClient.RETRY_MILLIS);
                WebSocketConnection next = WebSocketConnection.open(server, Long.MAX_VALUE, READ_TIMEOUT);
                view.onConnected();
                next.send(GatewayMessages.resumeRun("resume-" + attempt, view.cursor()));
                if (follow(next, true)) {
                    return;
                }
            } catch (IOException e) {
                // The server is starting.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        failure = "the reference client of " + run + " could not connect again";
    }

    /** Returns whether the client is done. */
    private boolean follow(WebSocketConnection current, boolean mayReconnect) {
        try (current) {
            while (!view.isFinished()) {
                view.accept(GatewayMessages.parse(current.receive()));
            }
            return true;
        } catch (IOException e) {
            if (!mayReconnect) {
                failure = "the reference client of " + run + " lost its connection: " + e.getMessage();
            }
            return !mayReconnect;
        }
    }

    String run() {
        return run;
    }

    RepeatedStart start() {
        return start;
    }

    ClientRunView view() {
        return view;
    }

    /** The number of connections that were cut around the answer to the start. */
    int cuts() {
        return cuts;
    }

    String failure() {
        return failure;
    }
}
