package dev.codeagent.modelgateway;

import com.sun.net.httpserver.HttpExchange;
import dev.codeagent.api.error.AgentException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/**
 * The models as MCP tools over streamable HTTP (protocol revision 2025-11-25): one JSON-RPC message per POST, one JSON
 * response, no sessions.
 */
final class McpApi {
    static final String VERSION = "2025-11-25";
    private static final Set<String> VERSIONS = Set.of(VERSION, "2025-06-18", "2025-03-26");
    private static final int INVALID_REQUEST = -32600;
    private static final int UNKNOWN_METHOD = -32601;
    private static final int INVALID_PARAMS = -32602;

    private final ModelRegistry models;
    private final ReverseProxy reverseProxy;
    private final JsonArray tools = tools();

    McpApi(ModelRegistry models, ReverseProxy reverseProxy) {
        this.models = models;
        this.reverseProxy = reverseProxy;
    }

    private static JsonArray tools() {
        try (InputStream in = McpApi.class.getResourceAsStream("/llm-tools.json");
                var reader = Json.createReader(in)) {
            return reader.readArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read llm-tools.json", e);
        }
    }

    void handle(HttpExchange exchange) throws IOException, InterruptedException {
        if (!exchange.getRequestMethod().equals("POST")) {
            // There are no server-initiated streams and no sessions to delete.
            exchange.getResponseHeaders().set("Allow", "POST");
            HttpJson.sendEmpty(exchange, 405);
            return;
        }
        String version = exchange.getRequestHeaders().getFirst("MCP-Protocol-Version");
        if (version != null && !VERSIONS.contains(version)) {
            throw GatewayError.INVALID_REQUEST.exception(
                    "MCP-Protocol-Version " + version + " is not supported; use " + VERSION);
        }
        JsonObject message = HttpJson.parseObject(HttpJson.readBody(exchange));
        if (!message.containsKey("id")) {
            HttpJson.sendEmpty(exchange, 202);
            return;
        }
        HttpJson.sendJson(exchange, 200, dispatch(message));
    }

    private JsonObject dispatch(JsonObject message) throws InterruptedException {
        JsonObject params = message.get("params") instanceof JsonObject p ? p : JsonValue.EMPTY_JSON_OBJECT;
        String method = message.get("method") instanceof JsonString m ? m.getString() : "";
        return switch (method) {
            case "initialize" -> result(message, initializeResult(params));
            case "ping" -> result(message, Json.createObjectBuilder());
            case "tools/list" -> result(message, Json.createObjectBuilder().add("tools", tools));
            case "tools/call" -> call(message, params);
            case "" -> error(message, INVALID_REQUEST, "the message has no method");
            default -> error(message, UNKNOWN_METHOD, "no such method: " + method);
        };
    }

    private static JsonObjectBuilder initializeResult(JsonObject params) {
        String requestedVersion = text(params, "protocolVersion");
        return Json.createObjectBuilder()
                .add("protocolVersion", VERSIONS.contains(requestedVersion) ? requestedVersion : VERSION)
                .add("capabilities", Json.createObjectBuilder().add("tools", Json.createObjectBuilder()))
                .add(
                        "serverInfo",
                        Json.createObjectBuilder()
                                .add("name", "docker-llm")
                                .add("title", "Models in containers")
                                .add("version", "beta"));
    }

    private JsonObject call(JsonObject message, JsonObject params) throws InterruptedException {
        JsonObject arguments = params.get("arguments") instanceof JsonObject a ? a : JsonValue.EMPTY_JSON_OBJECT;
        String tool = text(params, "name");
        if (tools.getValuesAs(JsonObject.class).stream()
                .noneMatch(t -> t.getString("name").equals(tool))) {
            return error(message, INVALID_PARAMS, "no such tool: '" + tool + "'");
        }
        try {
            return result(message, callTool(tool, arguments));
        } catch (AgentException e) {
            // An error result, so that the calling model can read it.
            return result(message, textContent(e.getMessage()).add("isError", true));
        }
    }

    private JsonObjectBuilder callTool(String tool, JsonObject arguments) throws InterruptedException {
        return switch (tool) {
            case "list_models" -> {
                JsonObject list = Json.createObjectBuilder()
                        .add("models", OpenAiApi.list(models).get("data"))
                        .build();
                yield textContent(list.toString()).add("structuredContent", list);
            }
            case "start_model" -> {
                ManagedModel model = models.require(text(arguments, "model"));
                model.lease().close();
                yield modelResult(model);
            }
            case "stop_model" -> {
                ManagedModel model = models.require(text(arguments, "model"));
                model.stop();
                yield modelResult(model);
            }
            default -> textContent(messageContent(reverseProxy.complete(OpenAiApi.CHAT_PATH, chat(arguments))));
        };
    }

    private static JsonObjectBuilder modelResult(ManagedModel model) {
        JsonObject json = OpenAiApi.describe(model).build();
        return textContent(json.toString()).add("structuredContent", json);
    }

    private static JsonObject chat(JsonObject arguments) {
        var request = Json.createObjectBuilder().add("model", text(arguments, "model"));
        if (arguments.get("messages") instanceof JsonArray messages) {
            request.add("messages", messages);
        } else if (arguments.get("prompt") instanceof JsonString prompt) {
            request.add(
                    "messages",
                    Json.createArrayBuilder()
                            .add(Json.createObjectBuilder().add("role", "user").add("content", prompt)));
        } else {
            throw GatewayError.INVALID_REQUEST.exception("chat needs 'prompt' (a string) or 'messages' (a list)");
        }
        List.of("max_tokens", "temperature").stream()
                .filter(arguments::containsKey)
                .forEach(k -> request.add(k, arguments.get(k)));
        return request.build();
    }

    private static String messageContent(JsonObject answer) {
        try {
            return answer.getJsonArray("choices")
                    .getJsonObject(0)
                    .getJsonObject("message")
                    .getString("content", "");
        } catch (RuntimeException e) {
            throw GatewayError.MODEL_BROKE_OFF.exception("the response of the model server ended early: " + answer);
        }
    }

    private static String text(JsonObject object, String key) {
        return object.get(key) instanceof JsonString s ? s.getString() : "";
    }

    private static JsonObjectBuilder textContent(String text) {
        return Json.createObjectBuilder()
                .add(
                        "content",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("type", "text")
                                        .add("text", text)));
    }

    private static JsonObject result(JsonObject message, JsonObjectBuilder result) {
        return Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", message.get("id"))
                .add("result", result)
                .build();
    }

    private static JsonObject error(JsonObject message, int code, String text) {
        return Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", message.get("id"))
                .add("error", Json.createObjectBuilder().add("code", code).add("message", text))
                .build();
    }
}
