package dev.codeagent.llm;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** OpenAI's wire over all models. */
final class OpenAiApi {
    static final String CHAT = "/v1/chat/completions";
    private static final String MODELS = "/v1/models";
    private static final Set<String> FORWARDED = Set.of(CHAT, "/v1/completions", "/v1/embeddings");

    private final Models models;
    private final Forwarding forwarding;

    OpenAiApi(Models models, Forwarding forwarding) {
        this.models = models;
        this.forwarding = forwarding;
    }

    void handle(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (method.equals("GET") && path.equals(MODELS)) {
            Wire.answer(exchange, 200, list(models));
        } else if (method.equals("GET") && path.startsWith(MODELS + "/")) {
            Wire.answer(
                    exchange,
                    200,
                    describe(models.named(path.substring(MODELS.length() + 1))).build());
        } else if (method.equals("POST") && FORWARDED.contains(path)) {
            forwarding.forward(exchange, path, Wire.object(Wire.body(exchange)));
        } else {
            throw Complaint.INVALID_REQUEST.because(
                    method + " " + path + " is nothing that the gateway answers; it has GET " + MODELS + " and POST "
                            + FORWARDED.stream().sorted().toList());
        }
    }

    static JsonObject list(Models models) {
        JsonArrayBuilder data = Json.createArrayBuilder();
        models.all().forEach(m -> data.add(describe(m)));
        return Json.createObjectBuilder()
                .add("object", "list")
                .add("data", data)
                .build();
    }

    static JsonObjectBuilder describe(ManagedModel model) {
        var json = Json.createObjectBuilder()
                .add("id", model.entry().name())
                .add("object", "model")
                .add("created", 0)
                .add("owned_by", "docker-llm")
                .add("state", model.state().name().toLowerCase(Locale.ROOT))
                .add("image", model.entry().image());
        return model.failure().isEmpty() ? json : json.add("failure", model.failure());
    }
}
