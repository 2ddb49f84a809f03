package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Commands;
import dev.codeagent.bench.rig.RunView;
import dev.codeagent.bench.rig.WsConnection;
import jakarta.json.JsonObject;
import java.io.IOException;

/** The client of one run: it sees what the server shows until it is killed, and comes back afterwards. */
final class Watcher {
    private final int port;
    private final String run;
    private final RunView view;
    private final Thread reader;
    private int called;
    private boolean away;

    /** Starts a run and watches it. */
    Watcher(int port, String project, String provider) throws IOException {
        this.port = port;
        var connection = WsConnection.open(port);
        connection.send(Commands.start("start", "/build", "leave traces", project, "", provider));
        run = Commands.accepted(connection);
        view = new RunView(run);
        reader = Thread.ofVirtual().start(() -> read(connection));
    }

    private void read(WsConnection connection) {
        try (connection) {
            while (!view.finished()) {
                JsonObject message = Commands.parse(connection.next());
                JsonObject payload = message.getJsonObject("payload");
                if (payload.getString("type", "").equals("tool.called") && payload.getBoolean("mutating")) {
                    oneMoreCall();
                }
                view.accept(message);
            }
        } catch (IOException e) {
            // The server was killed; what it showed until then counts.
        }
        wentAway();
    }

    private synchronized void oneMoreCall() {
        called++;
        notifyAll();
    }

    private synchronized void wentAway() {
        away = true;
        notifyAll();
    }

    /** Until the run has asked for its {@code count}-th call that changes something, is over, or the server is gone. */
    synchronized void awaitCall(int count) throws InterruptedException {
        while (called < count && !away) {
            wait();
        }
    }

    /** Until the run is over or the server is gone. */
    void awaitEnd() throws InterruptedException {
        reader.join();
    }

    /** Follows the rest to the end, as a client does that names what it has. */
    void comeBack() throws IOException {
        if (view.finished()) {
            return;
        }
        try (var connection = WsConnection.open(port, Long.MAX_VALUE, java.time.Duration.ofSeconds(60))) {
            view.connected();
            connection.send(Commands.resume("resume", view.cursor()));
            while (!view.finished()) {
                view.accept(Commands.parse(connection.next()));
            }
        }
    }

    String run() {
        return run;
    }

    RunView view() {
        return view;
    }
}
