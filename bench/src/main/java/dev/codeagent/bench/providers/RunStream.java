package dev.codeagent.bench.providers;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import java.io.IOException;
import java.util.UUID;

/** Reads the deltas of runs of the server on a WebSocket. */
final class RunStream implements DeltaStream {
    private final WebSocketConnection connection;
    private final String project;
    private final String provider;

    RunStream(ServerAddress server, String project, String provider) throws IOException {
        this.project = project;
        this.provider = provider;
        connection = WebSocketConnection.open(server);
    }

    @Override
    public void play(DeltaRecorder recorder) throws IOException {
        String id = UUID.randomUUID().toString();
        connection.send(GatewayMessages.startRun(id, "/plan", "go", project, "", provider));
        while (true) {
            String message = connection.receive();
            if (message.contains("\"type\":\"delta\"")) {
                recorder.accept(message);
            } else if (message.contains("\"type\":\"run.finished\"")) {
                requireCompleted(message);
                return;
            } else if (message.contains("\"type\":\"error\"")) {
                throw new IOException("the server rejected the command: " + message);
            }
        }
    }

    private static void requireCompleted(String message) throws IOException {
        if (!message.contains("\"completed\"")) {
            throw new IOException("the run was not completed: " + message);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
