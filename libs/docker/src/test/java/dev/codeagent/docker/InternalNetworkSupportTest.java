package dev.codeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InternalNetworkSupportTest {
    private HttpServer server;
    private String product = "Podman Engine";

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/version", exchange -> {
            byte[] answer = ("{\"Version\":\"4.3.1\",\"Components\":[{\"Name\":\"" + product
                            + "\",\"Version\":\"4.3.1\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private Optional<String> unavailableReason() {
        var engine = new DockerEngineClient(
                DockerConnection.withoutTls(
                        "tcp://127.0.0.1:" + server.getAddress().getPort()),
                Thread.ofPlatform().daemon().factory());
        return InternalNetworkSupport.unavailableReason(engine);
    }

    @Test
    void areSupportedOnDocker() {
        product = "Engine";

        assertThat(unavailableReason()).isEmpty();
    }

    @Test
    void areNotSupportedOnPodman() {
        assertThat(unavailableReason().orElseThrow()).contains("Podman 4.3.1", "builds");
    }
}
