package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.anthropic.AnthropicModels;
import dev.codeagent.fakemodel.wire.anthropic.MessagesWire;
import dev.codeagent.fakemodel.wire.cohere.CohereDialect;
import dev.codeagent.fakemodel.wire.cohere.CohereModels;
import dev.codeagent.fakemodel.wire.cohere.CohereWire;
import dev.codeagent.fakemodel.wire.gemini.GeminiModels;
import dev.codeagent.fakemodel.wire.gemini.GeminiWire;
import dev.codeagent.fakemodel.wire.mistral.MistralWire;
import dev.codeagent.fakemodel.wire.ollama.OllamaWire;
import dev.codeagent.fakemodel.wire.openai.ChatWire;
import dev.codeagent.fakemodel.wire.openai.OpenAiDialect;
import dev.codeagent.fakemodel.wire.openai.OpenAiModels;
import dev.codeagent.fakemodel.wire.responses.ResponsesWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The endpoints of all wires. */
final class Router {
    private static final List<String> VENDORS = List.of("anthropic", "gemini", "cohere", "ollama");

    private final List<Route> routes = new ArrayList<>();
    private final TurnPlayer player;
    private final ModelCatalog models;

    Router(TurnPlayer player, ModelCatalog models) {
        this.player = player;
        this.models = models;
        addOpenAi();
        addAnthropic();
        addGemini();
        addMistral();
        addCohere();
        addOllama();
    }

    /**
     * Finds the endpoint of a request. Several vendors have {@code /v1/models}: a prefix {@code /cohere} and so on, or
     * the version or the header with the key, tells which one is meant.
     */
    Optional<Route> find(HttpRequest request) {
        String vendor = VENDORS.stream()
                .filter(v -> request.path().startsWith("/" + v + "/"))
                .findFirst()
                .orElseGet(() -> vendorOfHeaders(request));
        String path = withoutVendor(request.path());
        return routes.stream()
                .filter(r -> r.matches(request.method(), path))
                .filter(r -> !path.equals("/v1/models") || r.dialect().name().equals(vendor))
                .findFirst();
    }

    /** Returns the path without the prefix that names a vendor. */
    static String withoutVendor(String path) {
        return VENDORS.stream()
                .filter(v -> path.startsWith("/" + v + "/"))
                .findFirst()
                .map(v -> path.substring(v.length() + 1))
                .orElse(path);
    }

    private static String vendorOfHeaders(HttpRequest request) {
        if (!request.header("anthropic-version").isEmpty()) {
            return "anthropic";
        }
        return request.header("x-goog-api-key").isEmpty() ? OpenAiDialect.OPENAI.name() : "gemini";
    }

    private void play(String path, Wire wire) {
        routes.add(Route.of("POST", path, wire, call -> player.play(wire, call)));
    }

    private void get(String path, Dialect dialect, Route.Action action) {
        routes.add(Route.of("GET", path, dialect, action));
    }

    private void post(String path, Dialect dialect, Route.Action action) {
        routes.add(Route.of("POST", path, dialect, action));
    }

    private void addOpenAi() {
        play("/openai/(deployments/[^/]+|v1)/chat/completions", new ChatWire(OpenAiDialect.AZURE));
        play("/openai/v1/responses", new ResponsesWire(OpenAiDialect.AZURE));
        get(
                "/openai/v1/models",
                OpenAiDialect.AZURE,
                call -> call.send(OpenAiModels.list(models.installed(call.key()))));
        play("(/engines)?/v1/chat/completions", new ChatWire(OpenAiDialect.OPENAI));
        play("/v1/responses", new ResponsesWire(OpenAiDialect.OPENAI));
        post("(/engines)?/v1/embeddings", OpenAiDialect.OPENAI, call -> {
            models.require(call.key(), call.body().getString("model", ""));
            call.send(OpenAiModels.embeddings(call.body()));
        });
    }

    private void addAnthropic() {
        var wire = new MessagesWire();
        play("/v1/messages", wire);
        post("/v1/messages/count_tokens", wire, call -> call.send(wire.countTokens(call.request(), call.body())));
        get("/v1/models", wire, call -> call.send(AnthropicModels.list(call.request(), models.installed(call.key()))));
        get(
                "(/engines)?/v1/models",
                OpenAiDialect.OPENAI,
                call -> call.send(OpenAiModels.list(models.installed(call.key()))));
    }

    private void addGemini() {
        var whole = new GeminiWire(true);
        var array = new GeminiWire(false);
        String model = "/v1(beta)?/models/.+:";
        play(model + "generateContent", whole);
        post(
                model + "streamGenerateContent",
                whole,
                call -> player.play(call.request().query("alt").equals("sse") ? whole : array, call));
        get(
                "/v1(beta)?/models",
                whole,
                call -> call.send(GeminiModels.list(call.request(), models.installed(call.key()))));
        post(model + "countTokens", whole, call -> call.send(whole.countTokens(call.request(), call.body())));
    }

    private void addMistral() {
        var wire = new MistralWire();
        play("/mistral/v1/(chat|fim)/completions", wire);
        get("/mistral/v1/models", wire, call -> call.send(OpenAiModels.list(models.installed(call.key()))));
    }

    private void addCohere() {
        play("/v2/chat", new CohereWire());
        get(
                "/v1/models",
                new CohereDialect(),
                call -> call.send(CohereModels.list(call.request(), models.installed(call.key()))));
    }

    private void addOllama() {
        play("/api/chat", new OllamaWire(false));
        play("/api/generate", new OllamaWire(true));
        var servers = new ModelServerRoutes(models);
        routes.addAll(servers.ollama());
        routes.addAll(servers.lmStudio());
        routes.addAll(servers.modelRunner());
    }
}
