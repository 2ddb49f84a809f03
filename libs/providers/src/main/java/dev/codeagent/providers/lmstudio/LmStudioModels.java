package dev.codeagent.providers.lmstudio;

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
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.wire.BodyReader;
import dev.codeagent.providers.wire.HttpLlmProvider;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ModelIds;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The models of LM Studio, over version 1 of its own API (LM Studio 0.4), or version 0 of older ones for the list. */
record LmStudioModels(ProviderConnection connection, HttpLlmProvider.Streaming<JsonObject> streaming) {
    private static final Set<ErrorCode> SILENT_OR_KEY =
            Set.of(ErrorCode.PROVIDER_UNREACHABLE, ErrorCode.PROVIDER_TIMEOUT, ErrorCode.PROVIDER_KEY_REJECTED);
    private static final int AGENT_WINDOW = 32_768;
    private static final long POLL_MILLIS = 1_000;
    private static final Duration UNLOAD_TIMEOUT = Duration.ofSeconds(60);

    /**
     * The downloaded models, loaded ones first; empty if the server has no API of LM Studio.
     *
     * @param onUnloaded receives each model that can be loaded and its own window
     * @param onLoaded receives each model that is loaded
     */
    Optional<List<Model>> list(BiConsumer<String, Integer> onUnloaded, Consumer<String> onLoaded) {
        return request("/api/v1/models")
                .filter(json -> json.containsKey("models"))
                .map(json -> JsonFields.objects(json, "models"))
                .map(models -> {
                    for (JsonObject model : models) {
                        String key = JsonFields.string(model, "key");
                        if (loadedWindow(model).isPresent()) {
                            onLoaded.accept(key);
                        } else if (JsonFields.string(model, "type").equals("llm")) {
                            onUnloaded.accept(key, (int) JsonFields.tokens(model, "max_context_length"));
                        }
                    }
                    return read(models, "key");
                })
                .or(() -> request("/api/v0/models")
                        .filter(json -> json.containsKey("data"))
                        .map(json -> read(JsonFields.objects(json, "data"), "id")));
    }

    private Optional<JsonObject> request(String path) {
        try {
            return Optional.of(
                    BoundedJson.readObject(connection.exchange(WireRequest.get(path)), BoundedJson.Limits.MESSAGE));
        } catch (AgentException e) {
            if (SILENT_OR_KEY.contains(e.code())) {
                throw e; // Another address of the server has no other answer.
            }
            return Optional.empty();
        }
    }

    private List<Model> read(List<JsonObject> models, String idField) {
        List<JsonObject> loadedFirst = models.stream()
                .sorted(Comparator.comparing(model -> loadedWindow(model).isEmpty()))
                .toList();
        return ModelIds.read(loadedFirst, json -> toModel(json, idField), connection.redactor());
    }

    private static Model toModel(JsonObject json, String idField) {
        String id = JsonFields.string(json, idField);
        String type = JsonFields.string(json, "type");
        JsonObject can = JsonFields.object(json, "capabilities");
        int window = loadedWindow(json).orElseGet(() -> (int) JsonFields.tokens(json, "max_context_length"));
        boolean hasTools = can.getBoolean("trained_for_tool_use", false)
                || String.valueOf(json.get("capabilities")).contains("\"tool_use\"");
        ModelTraits traits = ModelTraits.UNKNOWN
                .withContextTokens(window)
                .withSupport(
                        json.containsKey("capabilities") ? Support.of(hasTools) : Support.UNKNOWN,
                        Support.of(type.equals("vlm") || can.getBoolean("vision", false)),
                        Support.UNKNOWN,
                        Support.YES,
                        Support.NO);
        return new Model(
                id,
                JsonFields.string(json, "display_name"),
                JsonFields.bytes(json, "size_bytes"),
                true,
                type.startsWith("embedding") ? traits.asEmbedding() : traits);
    }

    /** The window with which the model is loaded; empty if it is not. */
    private static Optional<Integer> loadedWindow(JsonObject json) {
        Optional<Integer> ofInstance = JsonFields.objects(json, "loaded_instances").stream()
                .map(instance -> (int) JsonFields.tokens(JsonFields.object(instance, "config"), "context_length"))
                .findFirst();
        return ofInstance.or(() -> JsonFields.string(json, "state").equals("loaded")
                ? Optional.of((int) JsonFields.tokens(json, "loaded_context_length"))
                : Optional.empty());
    }

    /** Loads a model with a window for agents, or the model's own if that is smaller. */
    void load(String model, int ownWindow, CancellationToken cancellation) {
        int window = ownWindow > 0 ? Math.min(ownWindow, AGENT_WINDOW) : AGENT_WINDOW;
        String body = Json.createObjectBuilder()
                .add("model", model)
                .add("config", Json.createObjectBuilder().add("context_length", window))
                .build()
                .toString();
        send(WireRequest.post("/api/v1/models/load", body), cancellation);
    }

    private JsonObject send(WireRequest request, CancellationToken cancellation) {
        JsonObject answer = streaming.stream(connection, request, new BodyReader(), cancellation);
        if (JsonFields.isPresent(answer, "error")) {
            throw ProviderErrors.inAnswer(answer, connection.redactor());
        }
        return answer;
    }

    void unload(String model) {
        String body = connection.exchange(WireRequest.get("/api/v1/models"));
        JsonFields.objects(BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE), "models").stream()
                .filter(json -> JsonFields.string(json, "key").equals(model))
                .flatMap(json -> JsonFields.objects(json, "loaded_instances").stream())
                .map(instance -> JsonFields.string(instance, "id"))
                .forEach(instance -> connection.exchange(
                        WireRequest.post(
                                "/api/v1/models/unload",
                                Json.createObjectBuilder()
                                        .add("instance_id", instance)
                                        .build()
                                        .toString()),
                        UNLOAD_TIMEOUT));
    }

    /** Starts a download and asks for its state once a second. Cancelling ends the waiting; LM Studio goes on. */
    InstallResult download(String model, Consumer<InstallProgress> progress, CancellationToken cancellation) {
        String body = Json.createObjectBuilder().add("model", model).build().toString();
        JsonObject job = send(WireRequest.post("/api/v1/models/download", body), cancellation);
        String id = JsonFields.string(job, "job_id");
        while (true) {
            String status = JsonFields.string(job, "status");
            long completed = JsonFields.bytes(job, "downloaded_bytes");
            progress.accept(new InstallProgress(status, completed, JsonFields.bytes(job, "total_size_bytes")));
            switch (status) {
                case "completed" -> {
                    return new InstallResult(model, false, completed);
                }
                case "already_downloaded" -> {
                    return new InstallResult(model, true, 0);
                }
                case "downloading", "paused" -> pause(cancellation);
                default ->
                    throw new AgentException(
                            ErrorCode.PROVIDER_REJECTED,
                            "LM Studio did not download '" + model + "': its state is '" + status + "'");
            }
            String encodedId = URLEncoder.encode(id, StandardCharsets.UTF_8);
            job = send(WireRequest.get("/api/v1/models/download/status/" + encodedId), cancellation);
        }
    }

    private static void pause(CancellationToken cancellation) {
        var wakeUp = new CountDownLatch(1);
        try (CancellationToken.Registration registration = cancellation.onCancel(wakeUp::countDown)) {
            wakeUp.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while a model was downloaded", e);
        }
        cancellation.throwIfCancelled();
    }
}
