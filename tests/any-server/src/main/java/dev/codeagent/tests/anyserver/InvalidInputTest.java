package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invalid input over REST and WebSocket: the answer is an error with a code and a reason, and server and connection
 * stay open.
 */
@Tag("any-server")
class InvalidInputTest {
    private static final int THREE_MB = 3 << 20;
    private static final int TEN_MB = 10 << 20;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;

    @BeforeAll
    static void start() throws Exception {
        var turn = new ScriptedTurn("Nothing to do.", new Pacing(100, 0), List.of());
        JsonObject scenario = ModelScripts.scenario(Map.of("*", List.of(turn)), false);
        server = ServerWithFakeModel.start(folder, ModelScripts.script(Map.of("*", scenario)));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "not JSON | MALFORMED | character 0",
                "{\"id\":\"1\", | MALFORMED | line no=1",
                "[1] | MALFORMED | object",
                "{\"id\":\"1\",\"type\":\"command\"} | MALFORMED | payload",
                "{\"id\":\"1\",\"type\":\"request\",\"payload\":{}} | MALFORMED | request",
                "{\"id\":\"1\",\"type\":7,\"payload\":{}} | MALFORMED | type",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/dance\"}} | UNKNOWN_COMMAND | /dance",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":7}} | MALFORMED | command",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/plan\",\"prompt\":\"x\"}} | UNKNOWN_PROJECT | project",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/plan\",\"prompt\":\"x\",\"context\":{\"projectId\":\"none\"}}} | UNKNOWN_PROJECT | none",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/resume\",\"runs\":7}} | MALFORMED | runs",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/cancel\",\"run\":\"run-none\"}} | UNKNOWN_RUN | run-none",
            })
    void gatewayRejectsInvalidMessagesAndKeepsTheConnectionOpen(String message, String code, String word)
            throws Exception {
        try (WebSocketConnection connection = WebSocketConnection.open(server.address())) {
            connection.send(message);
            JsonObject reply = GatewayMessages.parse(connection.receive());

            assertThat(reply.getString("type")).isEqualTo("error");
            assertThat(reply.getJsonObject("payload").getString("code")).startsWith(code);
            assertThat(reply.getJsonObject("payload").getString("message")).contains(word);
            answersPings(connection);
        }
    }

    @Test
    void errorHasTheIdOfTheRejectedMessage() throws Exception {
        try (WebSocketConnection connection = WebSocketConnection.open(server.address())) {
            connection.send("{\"id\":\"my-7\",\"type\":\"command\",\"payload\":{\"command\":\"/dance\"}}");

            assertThat(GatewayMessages.parse(connection.receive()).getString("id"))
                    .isEqualTo("my-7");
        }
    }

    @Test
    void gatewayRejectsAMessageOfThreeMegabytes() throws Exception {
        try (WebSocketConnection connection = WebSocketConnection.open(server.address())) {
            connection.send("{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/plan\",\"prompt\":\""
                    + "x".repeat(THREE_MB) + "\"}}");
            JsonObject reply = GatewayMessages.parse(connection.receive());

            assertThat(reply.getString("type")).isEqualTo("error");
            assertThat(reply.getJsonObject("payload").getString("code")).isEqualTo("MESSAGE_TOO_LARGE");
            answersPings(connection);
        }
    }

    @Test
    void ignoresFieldsThatANewerClientSends() throws Exception {
        try (WebSocketConnection connection = WebSocketConnection.open(server.address())) {
            connection.send("{\"id\":\"p\",\"type\":\"command\",\"novel\":[1],\"payload\":{\"command\":\"/ping\","
                    + "\"novel\":{\"a\":1}},\"metadata\":{\"user\":\"root\",\"novel\":true}}");

            assertThat(GatewayMessages.parse(connection.receive()).getString("type"))
                    .isEqualTo("status");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/runs | {\"command\": | 400 | MALFORMED",
                "/runs | [] | 400 | MALFORMED",
                "/runs | {} | 4 | UNKNOWN",
                "/runs | {\"command\":\"/dance\",\"projectId\":\"none\",\"prompt\":\"x\"} | 4 | UNKNOWN",
                "/runs | {\"command\":\"/plan\",\"projectId\":\"none\",\"prompt\":\"x\"} | 404 | UNKNOWN_PROJECT",
                "/runs | {\"command\":[],\"projectId\":\"none\",\"prompt\":\"x\"} | 400 | MALFORMED",
                "/projects | {\"path\":7} | 400 | MALFORMED",
                "/projects | {\"path\":\"/no/such/folder\"} | 400 | INVALID_VALUE",
                "/agents/coding/messages | {\"message\":\"x\",\"projectId\":\"none\"} | 404 | UNKNOWN_PROJECT",
                "/agents/cooking/messages | {\"message\":\"x\",\"projectId\":\"none\"} | 404 | UNKNOWN_AGENT",
            })
    void restRejectsInvalidBodies(String path, String body, String status, String code) throws Exception {
        HttpResponse<String> response = post(path, body, "application/json");

        assertThat(String.valueOf(response.statusCode())).as(response.body()).startsWith(status);
        JsonObject error = GatewayMessages.parse(response.body());
        assertThat(error.getString("code")).startsWith(code);
        assertThat(error.getString("kind")).isNotEmpty();
        assertThat(error.getString("message")).isNotEmpty().doesNotContain("Exception");
    }

    @Test
    void restRejectsABodyOfTenMegabytes() throws Exception {
        HttpResponse<String> response =
                post("/runs", "{\"command\":\"/plan\",\"prompt\":\"" + "x".repeat(TEN_MB) + "\"}", "application/json");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(GatewayMessages.parse(response.body()).getString("code")).isEqualTo("MESSAGE_TOO_LARGE");
        assertThat(get("/api/v1/runs").statusCode()).isEqualTo(200);
    }

    @Test
    void restRejectsOtherContentTypes() throws Exception {
        HttpResponse<String> response = post("/runs", "command=/plan", "application/x-www-form-urlencoded");

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(GatewayMessages.parse(response.body()).getString("code")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/runs/run-none", "/api/v1/projects/none", "/api/v1/nothing", "/api/v1/providers/none"})
    void restAnswersNotFound(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(GatewayMessages.parse(response.body()).getString("message")).isNotEmpty();
    }

    @Test
    void rejectsAForeignOrigin() throws Exception {
        HttpResponse<String> response = HTTP.send(
                server.address()
                        .request("/api/v1/runs")
                        .header("Origin", "https://evil.example")
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(GatewayMessages.parse(response.body()).getString("code")).isEqualTo("FORBIDDEN");
    }

    private static void answersPings(WebSocketConnection connection) throws Exception {
        connection.send("{\"id\":\"ping-1\",\"type\":\"command\",\"payload\":{\"command\":\"/ping\"}}");
        JsonObject reply = GatewayMessages.parse(connection.receive());
        assertThat(reply.getString("id")).isEqualTo("ping-1");
        assertThat(reply.getString("type")).isEqualTo("status");
    }

    private static HttpResponse<String> post(String path, String body, String type) throws Exception {
        return HTTP.send(
                server.address()
                        .request("/api/v1" + path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(server.address().request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }
}
