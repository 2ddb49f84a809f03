package dev.codeagent.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.engine.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosedNetworksTest {
    private HttpServer server;
    private String product = "Podman Engine";

    @BeforeEach
    void serve() throws IOException {
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
    void end() {
        server.stop(0);
    }

    private Optional<String> obstacle() {
        var engine = new Engine(
                "tcp://127.0.0.1:" + server.getAddress().getPort(),
                Optional.empty(),
                Thread.ofPlatform().daemon().factory());
        return ClosedNetworks.obstacle(engine);
    }

    @Test
    void arePromisedOnDocker() {
        product = "Engine";

        assertThat(obstacle()).isEmpty();
    }

    @Test
    void areNotPromisedOnPodman() {
        assertThat(obstacle().orElseThrow()).contains("Podman 4.3.1", "builds");
    }
}
