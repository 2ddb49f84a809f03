package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.ServerAddress;
import dev.codeagent.bench.harness.WebSocketConnection;
import dev.codeagent.tests.anyserver.PayaraMicroServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to WebSocket clients that send no commands for longer than {@code gateway.idleTimeout}. */
class IdleClientsTest {
    /** A close frame (RFC 6455, 5.5.1) begins with 88, its length and the code, here 1001. */
    private static final String GOING_AWAY = "88..03e9.*";

    @TempDir
    static Path folder;

    private static PayaraMicroServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = PayaraMicroServer.start(folder, Map.of("CODEAGENT_GATEWAY_IDLETIMEOUT", "3s"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.release();
    }

    @Test
    void onlyClientsThatAnswerNoPingsAreDisconnected() throws Exception {
        try (WebSocketConnection answering = WebSocketConnection.open(server.address());
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            // Reading answers the pings.
            var received = CompletableFuture.supplyAsync(() -> receive(answering));
            silent.setSoTimeout(60_000);
            silent.getOutputStream().write(handshake(server.address()).getBytes(StandardCharsets.US_ASCII));

            String bytes = HexFormat.of().formatHex(silent.getInputStream().readAllBytes());

            assertThat(bytes).matches(".*" + GOING_AWAY);
            answering.send("{\"id\":\"c-1\",\"type\":\"command\",\"payload\":{\"command\":\"/ping\"}}");
            assertThat(received.get()).contains("pong");
        }
    }

    private static String receive(WebSocketConnection connection) {
        try {
            return connection.receive();
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static String handshake(ServerAddress server) {
        return "GET /ws/v1/connect HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nAuthorization: "
                + server.authorization().orElseThrow()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";
    }
}
