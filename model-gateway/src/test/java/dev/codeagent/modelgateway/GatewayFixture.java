package dev.codeagent.modelgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.credential.Secret;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway with one model server whose responses the test defines. */
abstract class GatewayFixture {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    static final String CHAT_REQUEST = "{\"model\": \"coder\", \"messages\": []}";
    static final String STREAM_REQUEST = "{\"model\": \"coder\", \"stream\": true}";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final HttpClient http = HttpClient.newHttpClient();
    final FakeModelRunner runner = new FakeModelRunner();
    final CompletableFuture<JsonObject> receivedRequest = new CompletableFuture<>();
    private HttpServer server;
    ModelGateway gateway;
    Duration keepAliveInterval = Duration.ofHours(1);
    volatile ModelServer modelServer = GatewayFixture::sendHello;

    interface ModelServer {
        void answer(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void startModelServer() throws IOException {
        server = HttpServer.create(LOOPBACK, 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", exchange -> {
            try (exchange) {
                receivedRequest.complete(
                        json(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                modelServer.answer(exchange);
            }
        });
        server.start();
        runner.address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        startGateway(Optional.empty());
    }

    void startGateway(Optional<Secret> token) {
        var models = new ModelRegistry(
                List.of(ModelSettingsFixture.model("coder"), ModelSettingsFixture.servedAs("alias", "its-own-name")),
                runner,
                new FakeTimeSource(),
                threads);
        gateway = new ModelGateway(LOOPBACK, new RequestAuthenticator(token), models, http, keepAliveInterval, threads);
        gateway.start();
    }

    @AfterEach
    void stopAll() {
        gateway.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private static void sendHello(HttpExchange exchange) throws IOException {
        send(exchange, 200, "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"hello\"}}]}");
    }

    static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(request(path, body), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }

    static void assertError(HttpResponse<String> answer, int status, String type, String code, String message) {
        JsonObject error = json(answer.body()).getJsonObject("error");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(error.getString("type")).isEqualTo(type);
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getString("message")).contains(message);
    }
}
