package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.script.ScriptReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Starts servers for a test and stops them afterwards. */
abstract class ServerFixture {
    private final List<FakeModelServer> servers = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @AfterEach
    void stop() {
        servers.forEach(FakeModelServer::close);
    }

    /** Starts a server with this script and returns a client without a key. */
    CompletionClient startServer(String script) throws IOException {
        var out = new PrintStream(log, true, StandardCharsets.UTF_8);
        var server = FakeModelServer.start(ScriptReader.parse(script), 0, out);
        servers.add(server);
        return new CompletionClient(http, server.url(), "");
    }

    /** Starts a server with these turns for any agent and key, and returns a client of a wire. */
    WireClient startWire(WireClient.WireRequest wire, String turns) throws IOException {
        return new WireClient(
                http, startServerForAgents("{\"*\": [" + turns + "]}").url().resolve("/"), wire, "k1");
    }

    /** Starts a server with this script and returns a client of a wire. */
    WireClient startWireScript(WireClient.WireRequest wire, String script) throws IOException {
        return new WireClient(http, startServer(script).url().resolve("/"), wire, "k1");
    }

    /** Starts a server with these agents for any key and returns a client. */
    CompletionClient startServerForAgents(String agents) throws IOException {
        return startServer("{\"scenarios\": {\"*\": {\"agents\": " + agents + "}}}");
    }

    CompletionClient withKey(CompletionClient client, String key) {
        return new CompletionClient(client.http(), client.url(), key);
    }
}
