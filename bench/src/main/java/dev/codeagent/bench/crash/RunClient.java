package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.ClientRunView;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.UUID;

/** The client of one run: it reads events until the server is killed and reconnects afterwards. */
final class RunClient {
    private final ServerAddress server;
    private final String run;
    private final ClientRunView view;
    private final Thread reader;
    private int mutatingCalls;
    private boolean disconnected;

    /** Starts a run and reads its events in the background. */
    RunClient(ServerAddress server, String project, String provider) throws IOException {
        this.server = server;
        var connection = WebSocketConnection.open(server);
        connection.send(GatewayMessages.startRun(
                "start-" + UUID.randomUUID(), "/build", "leave traces", project, "", provider));
        run = GatewayMessages.readAcceptedRunId(connection);
        view = new ClientRunView(run);
        reader = Thread.ofVirtual().start(() -> read(connection));
    }

    private void read(WebSocketConnection connection) {
        try (connection) {
            while (!view.isFinished()) {
                JsonObject message = GatewayMessages.parse(connection.receive());
                JsonObject payload = message.getJsonObject("payload");
                if (payload.getString("type", "").equals("tool.called") && payload.getBoolean("mutating")) {
                    countMutatingCall();
                }
                view.accept(message);
            }
        } catch (IOException e) {
            // The server was killed; the events that were read before remain valid.
        }
        markDisconnected();
    }

    private synchronized void countMutatingCall() {
        mutatingCalls++;
        notifyAll();
    }

    private synchronized void markDisconnected() {
        disconnected = true;
        notifyAll();
    }

    /** Waits until the run requests its {@code count}-th mutating call, the run ends, or the connection is lost. */
    synchronized void awaitMutatingCall(int count) throws InterruptedException {
        while (mutatingCalls < count && !disconnected) {
            wait();
        }
    }

    /** Waits until the run ends or the connection is lost. */
    void awaitEndOrDisconnect() throws InterruptedException {
        reader.join();
    }

    /** Reconnects with the cursor of the last known event and reads to the end of the run. */
    void reconnectAndFinish() throws IOException {
        if (view.isFinished()) {
            return;
        }
        try (var connection = WebSocketConnection.open(server, Long.MAX_VALUE, java.time.Duration.ofSeconds(60))) {
            view.onConnected();
            connection.send(GatewayMessages.resumeRun("resume", view.cursor()));
            while (!view.isFinished()) {
                view.accept(GatewayMessages.parse(connection.receive()));
            }
        }
    }

    String run() {
        return run;
    }

    ClientRunView view() {
        return view;
    }
}
