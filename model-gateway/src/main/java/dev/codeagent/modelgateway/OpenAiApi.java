package dev.codeagent.modelgateway;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** The OpenAI API for all models. */
final class OpenAiApi {
    static final String CHAT_PATH = "/v1/chat/completions";
    private static final String MODELS_PATH = "/v1/models";
    private static final Set<String> FORWARDED_PATHS = Set.of(CHAT_PATH, "/v1/completions", "/v1/embeddings");

    private final ModelRegistry models;
    private final ReverseProxy reverseProxy;

    OpenAiApi(ModelRegistry models, ReverseProxy reverseProxy) {
        this.models = models;
        this.reverseProxy = reverseProxy;
    }

    void handle(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (method.equals("GET") && path.equals(MODELS_PATH)) {
            HttpJson.sendJson(exchange, 200, list(models));
        } else if (method.equals("GET") && path.startsWith(MODELS_PATH + "/")) {
            HttpJson.sendJson(
                    exchange,
                    200,
                    describe(models.require(path.substring(MODELS_PATH.length() + 1)))
                            .build());
        } else if (method.equals("POST") && FORWARDED_PATHS.contains(path)) {
            reverseProxy.forward(exchange, path, HttpJson.parseObject(HttpJson.readBody(exchange)));
        } else {
            throw GatewayError.INVALID_REQUEST.exception(
                    method + " " + path + " is not supported; the gateway supports GET " + MODELS_PATH + " and POST "
                            + FORWARDED_PATHS.stream().sorted().toList());
        }
    }

    static JsonObject list(ModelRegistry models) {
        JsonArrayBuilder data = Json.createArrayBuilder();
        models.all().forEach(m -> data.add(describe(m)));
        return Json.createObjectBuilder()
                .add("object", "list")
                .add("data", data)
                .build();
    }

    static JsonObjectBuilder describe(ManagedModel model) {
        var json = Json.createObjectBuilder()
                .add("id", model.settings().name())
                .add("object", "model")
                .add("created", 0)
                .add("owned_by", "docker-llm")
                .add("state", model.state().name().toLowerCase(Locale.ROOT))
                .add("image", model.settings().image());
        return model.failure().isEmpty() ? json : json.add("failure", model.failure());
    }
}
