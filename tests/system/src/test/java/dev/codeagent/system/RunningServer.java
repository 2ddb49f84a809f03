package dev.codeagent.system;

import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Rest;
import dev.codeagent.bench.rig.ServerDatabase;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server that {@code codeagent up} started, and a scripted model that it knows as {@code scripted}. */
final class RunningServer implements AutoCloseable {
    private final Codeagent codeagent;
    private final int port;
    private final FakeModel model;

    private RunningServer(Codeagent codeagent, int port, FakeModel model) {
        this.codeagent = codeagent;
        this.port = port;
        this.model = model;
    }

    static RunningServer start(Path folder, JsonObject script) throws IOException, InterruptedException {
        return start(folder, script, ServerDatabase.fresh());
    }

    /** @param environment more variables of the server's */
    static RunningServer start(Path folder, JsonObject script, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port = Codeagent.freePort();
        Codeagent codeagent =
                Codeagent.on(Files.createDirectories(folder.resolve("data"))).with(environment);
        Codeagent.Answer up = codeagent.run("up", "--port", String.valueOf(port));
        if (up.exit() != 0) {
            throw new IOException("up ended with " + up.exit() + ": " + up.err());
        }
        try {
            var server = new RunningServer(codeagent, port, FakeModel.start(folder, script));
            server.rest().provider("scripted", server.model.url(), "any");
            return server;
        } catch (IOException e) {
            codeagent.run("down");
            throw e;
        }
    }

    Codeagent codeagent() {
        return codeagent;
    }

    int port() {
        return port;
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    Rest rest() {
        return new Rest(address());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        model.close();
        codeagent.run("down");
    }
}
