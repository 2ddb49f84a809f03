package dev.codeagent.providers.ollama;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.providers.http.ProviderConnection;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.wire.DownloadReader;
import dev.codeagent.providers.wire.HttpLlmProvider;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ModelIds;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The models of an Ollama server. */
record OllamaModels(
        ProviderConnection connection, ProviderConnection downloads, HttpLlmProvider.Streaming<Long> streaming) {
    /** The details of each model are a request of their own. */
    private static final int MAX_DETAILED = 100;

    /** The installed models with what the server knows about each. */
    List<Model> list() {
        List<Model> models = ModelIds.read(tags(), OllamaModels::toModel, connection.redactor());
        return models.stream()
                .limit(MAX_DETAILED)
                .map(model -> new Model(model.id(), model.name(), model.sizeBytes(), true, traits(model.id())))
                .toList();
    }

    private List<JsonObject> tags() {
        String body = connection.exchange(WireRequest.get("/api/tags"));
        return JsonFields.objects(BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE), "models");
    }

    private static Model toModel(JsonObject json) {
        String id = JsonFields.string(json, json.containsKey("model") ? "model" : "name");
        return new Model(id, id, JsonFields.bytes(json, "size"), true, ModelTraits.UNKNOWN);
    }

    /** What the server tells about the model; a server that tells nothing is no failure of the list. */
    ModelTraits traits(String model) {
        JsonObject details;
        try {
            details = show(model);
        } catch (AgentException e) {
            return ModelIds.toModel(model).traits();
        }
        JsonObject info = JsonFields.object(details, "model_info");
        int window = info.entrySet().stream()
                .filter(e -> e.getKey().endsWith(".context_length"))
                .map(Map.Entry::getValue)
                .filter(JsonNumber.class::isInstance)
                .mapToInt(value -> ((JsonNumber) value).intValue())
                .findFirst()
                .orElse(0);
        ModelTraits traits = ModelTraits.UNKNOWN.withContextTokens(Math.max(0, window));
        if (!(details.get("capabilities") instanceof JsonArray can)) {
            return traits;
        }
        ModelTraits known = traits.withSupport(
                support(can, "tools"),
                support(can, "vision"),
                support(can, "thinking"),
                Support.YES,
                support(can, "insert"));
        return support(can, "completion") == Support.NO ? known.asEmbedding() : known;
    }

    /** The window of a model in memory; 0 if it is not there, or if the server is too old to tell. */
    int loadedWindow(String model) {
        String body = connection.exchange(WireRequest.get("/api/ps"));
        return JsonFields.objects(BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE), "models").stream()
                .filter(json -> tagged(model).equals(JsonFields.string(json, "name")))
                .mapToInt(json -> (int) JsonFields.tokens(json, "context_length"))
                .findFirst()
                .orElse(0);
    }

    private static Support support(JsonArray capabilities, String name) {
        return Support.of(capabilities.stream()
                .anyMatch(capability ->
                        capability instanceof JsonString s && s.getString().equals(name)));
    }

    JsonObject show(String model) {
        return BoundedJson.readObject(
                connection.exchange(WireRequest.post("/api/show", named(model))), BoundedJson.Limits.MESSAGE);
    }

    private static String named(String model) {
        return Json.createObjectBuilder().add("model", model).build().toString();
    }

    InstallResult pull(String model, Consumer<InstallProgress> progress, CancellationToken cancellation) {
        Optional<String> before = digest(model);
        try {
            long bytes = streaming.stream(
                    downloads,
                    WireRequest.post("/api/pull", named(model)),
                    new DownloadReader(downloads.redactor(), progress, OllamaModels::readProgress),
                    cancellation);
            return new InstallResult(model, before.isPresent() && before.equals(digest(model)), bytes);
        } catch (AgentException e) {
            throw String.valueOf(e.getMessage()).contains("file does not exist")
                    ? new AgentException(
                            ErrorCode.UNKNOWN_MODEL, "the registry of the server has no model '" + model + "'", e)
                    : e;
        }
    }

    private static DownloadReader.Line readProgress(JsonObject json) {
        String status = JsonFields.string(json, "status");
        return new DownloadReader.Line(
                status,
                JsonFields.string(json, "digest"),
                JsonFields.bytes(json, "completed"),
                JsonFields.bytes(json, "total"),
                0,
                status.equals("success"));
    }

    /** The digest of an installed model; a name without a tag means the tag {@code latest}. */
    private Optional<String> digest(String model) {
        return tags().stream()
                .filter(json -> JsonFields.string(json, "name").equals(tagged(model)))
                .map(json -> JsonFields.string(json, "digest"))
                .findFirst();
    }

    private static String tagged(String model) {
        return model.contains(":") ? model : model + ":latest";
    }

    void delete(String model) {
        connection.exchange(new WireRequest("DELETE", "/api/delete", Map.of(), named(model)));
    }
}
