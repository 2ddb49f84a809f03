package dev.codeagent.tests.anyserver;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.bench.harness.ServerAddress;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/** The server that the build configures, with a scripted model as the provider {@code scripted}. */
public final class ServerWithFakeModel implements AutoCloseable {
    private final TestServer testServer;
    private final FakeModelProcess model;

    private ServerWithFakeModel(TestServer testServer, FakeModelProcess model) {
        this.testServer = testServer;
        this.model = model;
    }

    public static ServerWithFakeModel start(Path folder, JsonObject script) throws IOException, InterruptedException {
        return start(TestServer.configured(), folder, script);
    }

    public static ServerWithFakeModel start(TestServer testServer, Path folder, JsonObject script)
            throws IOException, InterruptedException {
        try {
            var server = new ServerWithFakeModel(testServer, FakeModelProcess.start(folder, script));
            server.rest().registerProvider("scripted", server.model.url(), "any");
            return server;
        } catch (IOException e) {
            testServer.release();
            throw e;
        }
    }

    public CodeagentCli codeagent() {
        return testServer.codeagent();
    }

    public ServerAddress address() {
        return testServer.address();
    }

    public RestClient rest() {
        return address().restClient();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        model.close();
        testServer.release();
    }
}
