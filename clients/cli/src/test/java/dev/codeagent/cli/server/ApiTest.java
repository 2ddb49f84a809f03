package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
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

class ApiTest {
    private static final JsonObject BODY =
            Json.createObjectBuilder().add("größe", 1).build();

    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        api = new Api(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsABodyAndReadsTheAnswer() {
        answer(201, "{\"id\":\"日本\"}");

        assertThat(api.object("PUT", "/x", BODY).getString("id")).isEqualTo("日本");
        assertThat(received).containsExactly("PUT /x application/json " + BODY);
    }

    @Test
    void sendsAPostWithoutABody() {
        answer(200, "{}");

        api.object("POST", "/x/cancel");

        assertThat(received).containsExactly("POST /x/cancel application/json ");
    }

    @Test
    void endsWithTheServersOwnWordsWhereItRefuses() {
        answer(404, "{\"code\":\"UNKNOWN_RUN\",\"message\":\"there is no run x\"}");

        assertFailure(ExitCode.REFUSED, "there is no run x (UNKNOWN_RUN)");
    }

    @Test
    void namesTheStatusOfARefusalWithoutWords() {
        answer(503, "");

        assertFailure(ExitCode.REFUSED, "the server answered GET /x with HTTP 503");
    }

    @Test
    void followsNoRedirection() {
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
    void sendsAPostOnceOnlyWhereTheConnectionBreaks() {
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestMethod());
            exchange.close();
        });

        assertThatThrownBy(() -> api.object("POST", "/x", BODY)).isInstanceOf(CliFailure.class);
        assertThat(received).containsExactly("POST");
    }

    @Test
    void saysWhereNobodyAnswers() {
        server.stop(0);

        assertFailure(ExitCode.SERVER, "cannot reach the server at " + api.base());
        assertThat(api.ready()).isFalse();
    }

    @Test
    void isReadyWhereTheServerSaysSo() {
        answer(200, "{}");

        assertThat(api.ready()).isTrue();
        assertThat(received).singleElement().asString().startsWith("GET /health/ready");
    }

    private void answer(int status, String body) {
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
        assertThatThrownBy(() -> api.list("/x"))
                .isInstanceOfSatisfying(
                        CliFailure.class, e -> assertThat(e.exit()).isEqualTo(exit))
                .hasMessageContaining(message);
    }
}
