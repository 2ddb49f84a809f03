package dev.codeagent.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.client.CodeAgentClient;
import dev.codeagent.client.api.Decision;
import dev.codeagent.client.api.NewProject;
import dev.codeagent.client.api.NewRun;
import dev.codeagent.client.api.PatchParts;
import dev.codeagent.client.api.RunState;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.error.ConnectionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestProxyTest {
    private static final AccessToken TOKEN = new AccessToken("t".repeat(43));
    private static final String RUN = "{\"id\":\"run-1\",\"state\":\"completed\",\"patch\":\"open\"}";

    private final List<String> received = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private HttpServer server;
    private CodeAgentClient client;
    private int status = 200;
    private byte[] answer = {};

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            received.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            var requestHeaders = exchange.getRequestHeaders();
            headers.add(requestHeaders.getFirst("Content-Type")
                    + Stream.of("If-Match", "Idempotency-Key")
                            .filter(requestHeaders::containsKey)
                            .map(name -> " " + name + ":" + requestHeaders.getFirst(name))
                            .collect(Collectors.joining()));
            exchange.getResponseHeaders().set("ETag", "\"e1\"");
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        client = CodeAgentClient.connect(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), TOKEN);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(int code, String body) {
        status = code;
        answer = body.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void sendsPathQueryBodyAndToken() {
        answer(200, "[" + RUN + "]");
        assertThat(client.runs().list("p 1", null, "running,waiting", null, null, 5))
                .singleElement()
                .satisfies(run -> assertThat(run.state()).isEqualTo(RunState.COMPLETED));
        answer(201, "{\"id\":\"p\",\"path\":\"/größe\"}");
        assertThat(client.projects().create(new NewProject("/größe")).path()).isEqualTo("/größe");
        answer(200, RUN);
        client.approvals().answer("run-1.c/1", Decision.approve("9f86"));
        client.runs().apply("run-1", PatchParts.ALL);

        assertThat(received)
                .containsExactly(
                        "GET /api/v1/runs?projectId=p%201&state=running%2Cwaiting&limit=5 ",
                        TOKEN.authorization(),
                        "POST /api/v1/projects {\"path\":\"/größe\"}",
                        TOKEN.authorization(),
                        "POST /api/v1/approvals/run-1.c%2F1 {\"decision\":\"approve\",\"digest\":\"9f86\"}",
                        TOKEN.authorization(),
                        "POST /api/v1/runs/run-1/apply {\"parts\":[]}",
                        TOKEN.authorization());
    }

    @Test
    void returnsTheBytesOfAPatch() {
        status = 200;
        answer = new byte[] {'+', (byte) 0xfc, '\r', '\n', (byte) 0xff, 0};

        assertThat(client.runs().diff("run-1")).isEqualTo(answer);
    }

    @Test
    void sendsAndReturnsFilesWithTheirETag() {
        status = 200;
        answer = new byte[] {(byte) 0xff, 0, '\n'};
        Download file = client.files().readOfProject("p", "a b/ö.bin");
        assertThat(file.bytes()).isEqualTo(answer);
        assertThat(file.etag()).contains("\"e1\"");

        answer(200, "{\"path\":\"a\",\"bytes\":2,\"etag\":\"\\\"e2\\\"\"}");
        assertThat(client.files()
                        .write("p", "a", file.etag().orElseThrow(), "{\n".getBytes(StandardCharsets.UTF_8))
                        .etag())
                .isEqualTo("\"e2\"");
        client.files().write("p", "a", null, new byte[0]);

        assertThat(received)
                .contains(
                        "GET /api/v1/projects/p/files/content?path=a%20b%2F%C3%B6.bin ",
                        "PUT /api/v1/projects/p/files/content?path=a {\n");
        assertThat(headers).containsSequence("application/octet-stream If-Match:\"e1\"", "application/octet-stream");
    }

    @Test
    void sendsAnIdempotencyKey() {
        answer(201, RUN);
        NewRun run = NewRun.of("/code", "x").inProject("p");
        client.runs().start(new IdempotencyKey("k 1".replace(' ', '-')), run);
        client.runs().start(run);

        assertThat(headers).containsExactly("application/json Idempotency-Key:k-1", "application/json");
        assertThatThrownBy(() -> new IdempotencyKey("two words")).isInstanceOf(IllegalArgumentException.class);
        assertThat(IdempotencyKey.random()).isNotEqualTo(IdempotencyKey.random());
    }

    @Test
    void returnsNothingForARemoval() {
        answer(204, "");

        client.providers().remove("ollama");

        assertThat(received).contains("DELETE /api/v1/providers/ollama ");
    }

    @Test
    void throwsTheErrorOfTheServer() {
        answer(
                404,
                "{\"code\":\"UNKNOWN_RUN\",\"kind\":\"missing\",\"message\":\"there is no run x\",\"field\":\"run\"}");

        assertThatThrownBy(() -> client.runs().get("x"))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.status()).isEqualTo(404);
                    assertThat(e.code()).isEqualTo("UNKNOWN_RUN");
                    assertThat(e.field()).contains("run");
                })
                .hasMessage("there is no run x (UNKNOWN_RUN)");
    }

    @Test
    void saysThatTheTokenIsWrongWithoutShowingIt() {
        answer(401, "{\"code\":\"UNAUTHENTICATED\",\"message\":\"the token is wrong\"}");

        assertThatThrownBy(() -> client.server().health())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(401))
                .hasMessageNotContaining(TOKEN.value());
        assertThat(TOKEN).hasToString("AccessToken[***]");
    }

    @Test
    void namesTheFieldOfAnAnswerThatCannotBeRead() {
        answer(200, "{\"lastSeq\":\"many\"}");

        assertThatThrownBy(() -> client.runs().get("x"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("GET /api/v1/runs/x")
                .hasMessageContaining("lastSeq must be a number");
    }

    @Test
    void sendsNoNameThatWouldBeAnotherAddress() {
        for (String name : new String[] {"", ".", ".."}) {
            assertThatThrownBy(() -> client.runs().discard(name)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
        answer(200, RUN);
        client.runs().get("../../x?y#z");

        assertThat(received).first().isEqualTo("GET /api/v1/runs/..%2F..%2Fx%3Fy%23z ");
    }

    @Test
    void doesNotFollowRedirectsWithTheToken() {
        server.createContext("/api/v1/health", exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });

        assertThatThrownBy(() -> client.server().health())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("HTTP 307");
        assertThat(received).isEmpty();
    }

    @Test
    void reportsAServerThatCannotBeReached() {
        server.stop(0);

        assertThatThrownBy(() -> client.runs().get("x"))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("cannot reach the server at http://127.0.0.1:");
    }
}
