package dev.codeagent.bench.drops;

import dev.codeagent.bench.harness.ClientRunView;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import java.io.IOException;

/** The client whose connection is never cut: it starts a run and follows it. */
final class ReferenceClient {
    private final WebSocketConnection connection;
    private final String run;
    private final ClientRunView view;
    private volatile String failure = "";

    ReferenceClient(ServerAddress server, String project, String provider) throws IOException {
        connection = WebSocketConnection.open(server);
        connection.send(GatewayMessages.startRun("start", "/build", "work slowly", project, "", provider));
        run = GatewayMessages.readAcceptedRunId(connection);
        view = new ClientRunView(run);
    }

    void follow() {
        try (connection) {
            while (!view.isFinished()) {
                view.accept(GatewayMessages.parse(connection.receive()));
            }
        } catch (IOException e) {
            failure = "the reference client of " + run + " lost its connection: " + e.getMessage();
        }
    }

    String run() {
        return run;
    }

    ClientRunView view() {
        return view;
    }

    String failure() {
        return failure;
    }
}
