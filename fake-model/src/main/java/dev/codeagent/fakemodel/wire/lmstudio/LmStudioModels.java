package dev.codeagent.fakemodel.wire.lmstudio;

import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.JsonValues;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** LM Studio's lists of models (version 1 and its beta), downloads, and loaded instances. */
public final class LmStudioModels {
    private LmStudioModels() {}

    /** A download: it started at a time, and takes a number of milliseconds. */
    public record Job(String id, ScriptedModel model, Instant start, long millis) {
        public boolean isComplete(Instant now) {
            return !now.isBefore(start.plusMillis(millis));
        }
    }

    public static JsonObject list(List<ScriptedModel> models, List<ScriptedModel> loaded) {
        return JsonValues.object(
                "models", models.stream().map(m -> model(m, loaded.contains(m))).toList());
    }

    private static JsonObject model(ScriptedModel model, boolean loaded) {
        List<JsonObject> instances = loaded
                ? List.of(JsonValues.object(
                        "id",
                        model.id(),
                        "config",
                        JsonValues.object("context_length", model.size().listedWindow())))
                : List.of();
        Optional<JsonObject> capabilities = model.embedding()
                ? Optional.empty()
                : Optional.of(JsonValues.object(
                        "vision",
                        model.capabilities().contains("vision"),
                        "trained_for_tool_use",
                        model.capabilities().contains("tools")));
        return JsonValues.object(
                "type",
                model.embedding() ? "embedding" : "llm",
                "publisher",
                "script",
                "key",
                model.id(),
                "display_name",
                model.id(),
                "quantization",
                JsonValues.object("name", "Q4_K_M", "bits_per_weight", 4),
                "size_bytes",
                model.size().bytes(),
                "params_string",
                "1.5B",
                "loaded_instances",
                instances,
                "max_context_length",
                model.size().listedWindow(),
                "format",
                "gguf",
                "capabilities",
                capabilities);
    }

    /** Returns the list of the beta, version 0. */
    public static JsonObject betaList(List<ScriptedModel> models, List<ScriptedModel> loaded) {
        return JsonValues.object(
                "object",
                "list",
                "data",
                models.stream()
                        .map(m -> JsonValues.object(
                                "id",
                                m.id(),
                                "object",
                                "model",
                                "type",
                                m.embedding() ? "embeddings" : "llm",
                                "publisher",
                                "script",
                                "arch",
                                "scripted",
                                "compatibility_type",
                                "gguf",
                                "quantization",
                                "Q4_K_M",
                                "state",
                                loaded.contains(m) ? "loaded" : "not-loaded",
                                "max_context_length",
                                m.size().listedWindow(),
                                "capabilities",
                                m.capabilities().contains("tools") ? List.of("tool_use") : List.of()))
                        .toList());
    }

    public static JsonObject alreadyDownloaded() {
        return JsonValues.object("status", "already_downloaded");
    }

    public static JsonObject job(Job job, Instant now) {
        long bytes = job.model().size().bytes();
        boolean complete = job.isComplete(now);
        long millis = now.toEpochMilli() - job.start().toEpochMilli();
        return JsonValues.object(
                "job_id",
                job.id(),
                "status",
                complete ? "completed" : "downloading",
                "total_size_bytes",
                bytes,
                "downloaded_bytes",
                complete ? bytes : bytes * millis / job.millis(),
                "bytes_per_second",
                complete ? Optional.empty() : Optional.of(bytes * 1000 / job.millis()),
                "started_at",
                job.start().toString(),
                complete ? "completed_at" : "estimated_completion",
                job.start().plusMillis(job.millis()).toString());
    }

    public static JsonObject loaded(ScriptedModel model) {
        return JsonValues.object(
                "type",
                model.embedding() ? "embedding" : "llm",
                "instance_id",
                model.id(),
                "load_time_seconds",
                0.1,
                "status",
                "loaded");
    }

    public static JsonObject unloaded(String instance) {
        return JsonValues.object("instance_id", instance);
    }
}
