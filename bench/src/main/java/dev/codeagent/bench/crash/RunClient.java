package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.ClientRunView;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.JsonObject;
import java.io.IOException;

/** The client of one run: it sees what the server shows until it is killed, and comes back afterwards. */
final class RunClient {
    private final int port;
    private final String run;
    private final ClientRunView view;
    private final Thread reader;
    private int mutatingCalls;
    private boolean disconnected;

    /** Starts a run and watches it. */
    RunClient(int port, String project, String provider) throws IOException {
        this.port = port;
        var connection = WebSocketConnection.open(port);
        connection.send(GatewayMessages.startRun("start", "/build", "leave traces", project, "", provider));
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
            // The server was killed; what it showed until then counts.
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

    /** Until the run has asked for its {@code count}-th call that changes something, is over, or the server is gone. */
    synchronized void awaitMutatingCall(int count) throws InterruptedException {
        while (mutatingCalls < count && !disconnected) {
            wait();
        }
    }

    /** Until the run is over or the server is gone. */
    void awaitEndOrDisconnect() throws InterruptedException {
        reader.join();
    }

    /** Follows the rest to the end, as a client does that names what it has. */
    void reconnectAndFinish() throws IOException {
        if (view.isFinished()) {
            return;
        }
        try (var connection = WebSocketConnection.open(port, Long.MAX_VALUE, java.time.Duration.ofSeconds(60))) {
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
