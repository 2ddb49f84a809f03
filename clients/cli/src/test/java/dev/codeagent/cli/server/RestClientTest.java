package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestClientTest {
    private static final JsonObject BODY =
            Json.createObjectBuilder().add("größe", 1).build();

    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private RestClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = RestClient.forHealth(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsABodyAndReadsTheResponse() {
        respond(201, "{\"id\":\"日本\"}");

        assertThat(client.requestObject("PUT", "/x", BODY).getString("id")).isEqualTo("日本");
        assertThat(received).containsExactly("PUT /x application/json " + BODY);
    }

    @Test
    void readsBytesThatAreNotText() {
        byte[] patch = {'+', 'g', (byte) 0xfc, '\r', '\n', (byte) 0xff, (byte) 0xfe, 0};
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, patch.length);
            exchange.getResponseBody().write(patch);
            exchange.close();
        });

        assertThat(client.getBytes("/x/diff")).isEqualTo(patch);
    }

    @Test
    void sendsAPostWithoutABody() {
        respond(200, "{}");

        client.requestObject("POST", "/x/cancel");

        assertThat(received).containsExactly("POST /x/cancel application/json ");
    }

    @Test
    void failsWithTheErrorMessageOfTheServer() {
        respond(404, "{\"code\":\"UNKNOWN_RUN\",\"message\":\"there is no run x\"}");

        assertFailure(ExitCode.REFUSED, "there is no run x (UNKNOWN_RUN)");
    }

    @Test
    void reportsTheStatusOfAnErrorWithoutABody() {
        respond(503, "");

        assertFailure(ExitCode.REFUSED, "the server answered GET /x with HTTP 503");
    }

    @Test
    void doesNotFollowRedirects() {
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        assertFailure(ExitCode.REFUSED, "HTTP 302");
        assertThat(received).containsExactly("/x");
    }

    @Test
    void doesNotRetryAPostWhenTheConnectionBreaks() {
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestMethod());
            exchange.close();
        });

        assertThatThrownBy(() -> client.requestObject("POST", "/x", BODY)).isInstanceOf(CliException.class);
        assertThat(received).containsExactly("POST");
    }

    @Test
    void reportsAnUnreachableServer() {
        server.stop(0);

        assertFailure(ExitCode.SERVER, "cannot reach the server at " + client.baseUri());
        assertThat(client.isReady()).isFalse();
    }

    @Test
    void isReadyWhenTheReadinessEndpointReturnsOk() {
        respond(200, "{}");

        assertThat(client.isReady()).isTrue();
        assertThat(received).singleElement().asString().startsWith("GET /health/ready");
    }

    private void respond(int status, String body) {
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " " + text(exchange));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static String text(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void assertFailure(ExitCode exit, String message) {
        assertThatThrownBy(() -> client.getArray("/x"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(exit))
                .hasMessageContaining(message);
    }
}
