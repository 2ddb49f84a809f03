package dev.codeagent.bench.drops;

import dev.codeagent.bench.rig.Commands;
import dev.codeagent.bench.rig.RunView;
import dev.codeagent.bench.rig.WsConnection;
import java.io.IOException;

/** The undisturbed client: it starts a run and follows it on one connection. */
final class Original {
    private final WsConnection connection;
    private final String run;
    private final RunView view;
    private volatile String failure = "";

    Original(int port, String project, String provider) throws IOException {
        connection = WsConnection.open(port);
        connection.send(Commands.start("start", "/build", "work slowly", project, "", provider));
        run = Commands.accepted(connection);
        view = new RunView(run);
    }

    void follow() {
        try (connection) {
            while (!view.finished()) {
                view.accept(Commands.parse(connection.next()));
            }
        } catch (IOException e) {
            failure = "the undisturbed client of " + run + " lost its connection: " + e.getMessage();
        }
    }

    String run() {
        return run;
    }

    RunView view() {
        return view;
    }

    String failure() {
        return failure;
    }
}
