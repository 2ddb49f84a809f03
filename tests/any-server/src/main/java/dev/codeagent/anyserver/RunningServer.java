package dev.codeagent.anyserver;

import dev.codeagent.bench.rig.FakeModelProcess;
import dev.codeagent.bench.rig.RestClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/** A server as the build chose it, and a scripted model that it knows as {@code scripted}. */
public final class RunningServer implements AutoCloseable {
    private final ServerHost host;
    private final FakeModelProcess model;

    private RunningServer(ServerHost host, FakeModelProcess model) {
        this.host = host;
        this.model = model;
    }

    public static RunningServer start(Path folder, JsonObject script) throws IOException, InterruptedException {
        return start(ServerHost.find(), folder, script);
    }

    public static RunningServer start(ServerHost host, Path folder, JsonObject script)
            throws IOException, InterruptedException {
        try {
            var server = new RunningServer(host, FakeModelProcess.start(folder, script));
            server.rest().registerProvider("scripted", server.model.url(), "any");
            return server;
        } catch (IOException e) {
            host.leave();
            throw e;
        }
    }

    public Codeagent codeagent() {
        return host.codeagent();
    }

    public int port() {
        return host.port();
    }

    public String address() {
        return "http://127.0.0.1:" + port();
    }

    public RestClient rest() {
        return new RestClient(address());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        model.close();
        host.leave();
    }
}
