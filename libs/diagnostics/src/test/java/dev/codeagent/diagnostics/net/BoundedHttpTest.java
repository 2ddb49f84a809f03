package dev.codeagent.diagnostics.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedHttpTest {
    private static final int MAX_BYTES = 100_000;
    private static final Duration LONG = Duration.ofSeconds(20);

    private HttpServer server;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpRequest request(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", handler);
        server.start();
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .build();
    }

    @Test
    void readsAWholeResponse() throws Exception {
        HttpRequest request = request(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("x".repeat(MAX_BYTES).getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });

        HttpResponse<byte[]> response = BoundedHttp.send(HttpClient.newHttpClient(), request, MAX_BYTES, LONG);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSize(MAX_BYTES);
    }

    @Test
    void endsAResponseThatIsTooLarge() throws IOException {
        HttpRequest request = request(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[10_000];
            while (true) {
                exchange.getResponseBody().write(block);
            }
        });

        assertTimeoutPreemptively(
                LONG,
                () -> assertThatThrownBy(() -> BoundedHttp.send(HttpClient.newHttpClient(), request, MAX_BYTES, LONG))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("larger than " + MAX_BYTES + " bytes"));
    }

    @Test
    void endsAResponseThatTakesTooLongAfterItsHeaders() throws IOException {
        HttpRequest request = request(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                sleep();
            }
        });

        assertTimeoutPreemptively(LONG, () -> {
            // Closing waits for all exchanges, so it shows that this one has ended.
            try (HttpClient http = HttpClient.newHttpClient()) {
                assertThatThrownBy(() -> BoundedHttp.send(http, request, MAX_BYTES, Duration.ofMillis(500)))
                        .isInstanceOf(HttpTimeoutException.class);
            }
        });
    }

    private static void sleep() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
