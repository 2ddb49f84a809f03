package dev.codeagent.providers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A model server with one key and some models; it answers only requests that name one of them. */
final class KeyedModelServer implements AutoCloseable {
    private final HttpServer server;
    private final String key;
    private final List<String> models;
    private final boolean listsModels;
    /** The bodies of the requests for an answer. */
    final List<JsonObject> asked = new ArrayList<>();

    KeyedModelServer(String key, boolean listsModels, String... models) throws IOException {
        this.key = key;
        this.models = List.of(models);
        this.listsModels = listsModels;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/models", this::list);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private void list(HttpExchange exchange) throws IOException {
        if (!listsModels) {
            respond(exchange, 404, "{\"error\":{\"message\":\"no such route\"}}");
        } else if (hasKey(exchange)) {
            respond(
                    exchange,
                    200,
                    "{\"data\":["
                            + models.stream().map(m -> "{\"id\":\"" + m + "\"}").collect(Collectors.joining(","))
                            + "]}");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!hasKey(exchange)) {
            return;
        }
        JsonObject request;
        try (var reader = Json.createReader(new StringReader(body))) {
            request = reader.readObject();
        }
        synchronized (asked) {
            asked.add(request);
        }
        if (models.contains(request.getString("model"))) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            respond(
                    exchange,
                    200,
                    "data: {\"choices\":[{\"delta\":{\"content\":\"OK\"},\"finish_reason\":\"stop\"}]}\n\n"
                            + "data: [DONE]\n\n");
        } else {
            respond(exchange, 404, "{\"error\":{\"message\":\"model not found\"}}");
        }
    }

    private boolean hasKey(HttpExchange exchange) throws IOException {
        if (("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return true;
        }
        respond(exchange, 401, "{\"error\":{\"message\":\"invalid key\"}}");
        return false;
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
