package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.anthropic.AnthropicDialect;
import dev.codeagent.fakemodel.wire.anthropic.MessagesWire;
import dev.codeagent.fakemodel.wire.cohere.CohereWire;
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

    Optional<Route> find(HttpRequest request) {
        return routes.stream()
                .filter(r -> r.matches(request.method(), request.path()))
                .filter(r -> !(r.dialect() instanceof AnthropicDialect)
                        || !request.path().equals("/v1/models")
                        || !request.header("anthropic-version").isEmpty())
                .findFirst();
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
        get("/openai/v1/models", OpenAiDialect.AZURE, call -> call.send(OpenAiModels.list(models.all())));
        play("(/engines)?/v1/chat/completions", new ChatWire(OpenAiDialect.OPENAI));
        play("/v1/responses", new ResponsesWire(OpenAiDialect.OPENAI));
        post("(/engines)?/v1/embeddings", OpenAiDialect.OPENAI, call -> {
            models.require(call.body().getString("model", ""));
            call.send(OpenAiModels.embeddings(call.body()));
        });
    }

    private void addAnthropic() {
        var wire = new MessagesWire();
        play("/v1/messages", wire);
        post("/v1/messages/count_tokens", wire, call -> call.send(wire.countTokens(call.request(), call.body())));
        get("(/engines)?/v1/models", OpenAiDialect.OPENAI, call -> call.send(OpenAiModels.list(models.all())));
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
        post(model + "countTokens", whole, call -> call.send(whole.countTokens(call.request(), call.body())));
    }

    private void addMistral() {
        var wire = new MistralWire();
        play("/mistral/v1/(chat|fim)/completions", wire);
        get("/mistral/v1/models", wire, call -> call.send(OpenAiModels.list(models.all())));
    }

    private void addCohere() {
        play("/v2/chat", new CohereWire());
    }

    private void addOllama() {
        play("/api/chat", new OllamaWire(false));
        play("/api/generate", new OllamaWire(true));
    }
}
