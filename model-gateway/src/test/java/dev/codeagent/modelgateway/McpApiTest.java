package dev.codeagent.modelgateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.credential.Secret;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** MCP and the authorization of requests. */
class McpApiTest extends GatewayFixture {
    @Test
    void rejectsForeignOriginsAndHostNames() throws Exception {
        HttpResponse<String> foreignOrigin = http.send(
                HttpRequest.newBuilder(uri("/mcp"))
                        .header("Origin", "https://evil.example")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(foreignOrigin.statusCode()).isEqualTo(403);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream()
                    .write("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(lines.readLine()).contains("403");
        }
    }

    @Test
    void requiresTheTokenWhenOneIsConfigured() throws Exception {
        gateway.close();
        startGateway(Optional.of(new Secret("t0k3n")));

        assertError(get("/v1/models"), 401, "authentication_error", "unauthorized", "DOCKER_LLM_TOKEN");
        HttpResponse<String> authenticated = http.send(
                HttpRequest.newBuilder(uri("/v1/models"))
                        .header("Authorization", "Bearer t0k3n")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(authenticated.statusCode()).isEqualTo(200);
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void implementsTheMcpProtocol() throws Exception {
        JsonObject initialized = rpc("initialize", "{\"protocolVersion\": \"2025-11-25\"}");
        assertThat(initialized.getJsonObject("result").getString("protocolVersion"))
                .isEqualTo("2025-11-25");
        assertThat(post("/mcp", "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(rpc("tools/list", "{}").toString())
                .contains("\"list_models\"", "\"start_model\"", "\"stop_model\"", "\"chat\"");
        assertThat(get("/mcp").statusCode()).isEqualTo(405);
        assertThat(rpc("sampling/none", "{}").getJsonObject("error").getInt("code"))
                .isEqualTo(-32601);
    }

    @Test
    void offersTheModelsAsTools() throws Exception {
        assertThat(tool("start_model", "{\"model\": \"coder\"}").toString()).contains("\"state\":\"ready\"");
        assertThat(tool("chat", "{\"model\": \"coder\", \"prompt\": \"hi\"}")
                        .getJsonArray("content")
                        .getJsonObject(0)
                        .getString("text"))
                .isEqualTo("hello");
        assertThat(receivedRequest.get(5, TimeUnit.SECONDS).toString()).contains("\"content\":\"hi\"");
        assertThat(tool("stop_model", "{\"model\": \"coder\"}").toString()).contains("\"state\":\"stopped\"");
        assertThat(runner.removed).containsExactly("c1");
        assertThat(tool("list_models", "{}").getJsonObject("structuredContent").toString())
                .contains("\"id\":\"coder\"");
        JsonObject unknown = tool("chat", "{\"model\": \"other\", \"prompt\": \"hi\"}");
        assertThat(unknown.getBoolean("isError")).isTrue();
        assertThat(unknown.toString()).contains("no such model");
    }

    private JsonObject tool(String name, String arguments) throws Exception {
        return rpc("tools/call", "{\"name\": \"" + name + "\", \"arguments\": " + arguments + "}")
                .getJsonObject("result");
    }

    private JsonObject rpc(String method, String params) throws Exception {
        return json(post(
                        "/mcp",
                        "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"" + method + "\", \"params\": " + params + "}")
                .body());
    }
}
