package dev.codeagent.fakemodel.wire.ollama;

import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.JsonValues;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Ollama's lists and details of models, and the progress of a download; by its documentation. */
public final class OllamaModels {
    private static final int STEPS = 10;
    private static final int DEFAULT_WINDOW = 4_096;

    private OllamaModels() {}

    public static JsonObject version() {
        return JsonValues.object("version", "0.12.6");
    }

    public static JsonObject tags(List<ScriptedModel> models) {
        return JsonValues.object(
                "models", models.stream().map(OllamaModels::tag).toList());
    }

    private static JsonObject tag(ScriptedModel model) {
        return JsonValues.object(
                "name",
                model.id(),
                "model",
                model.id(),
                "modified_at",
                "2026-01-01T00:00:00Z",
                "size",
                model.size().bytes(),
                "digest",
                Digest.hex(model.id()),
                "details",
                details());
    }

    private static JsonObject details() {
        return JsonValues.object(
                "parent_model",
                "",
                "format",
                "gguf",
                "family",
                "scripted",
                "families",
                List.of("scripted"),
                "parameter_size",
                "1.5B",
                "quantization_level",
                "Q4_K_M");
    }

    /** Returns the loaded models; the window is the one that is loaded, which is the small default. */
    public static JsonObject running(List<ScriptedModel> models) {
        return JsonValues.object(
                "models",
                models.stream()
                        .map(m -> JsonValues.with(
                                tag(m),
                                "expires_at",
                                "2099-01-01T00:00:00Z",
                                "size_vram",
                                0,
                                "context_length",
                                m.size().window() == 0
                                        ? DEFAULT_WINDOW
                                        : m.size().window()))
                        .toList());
    }

    public static JsonObject show(ScriptedModel model) {
        return JsonValues.object(
                "modelfile",
                "FROM " + model.id(),
                "parameters",
                "",
                "template",
                model.capabilities().contains("tools") ? "{{ .Tools }}{{ .Prompt }}" : "{{ .Prompt }}",
                "details",
                details(),
                "model_info",
                JsonValues.object(
                        "general.architecture",
                        "scripted",
                        "general.parameter_count",
                        1_500_000_000L,
                        "scripted.context_length",
                        model.size().listedWindow()),
                "capabilities",
                model.embedding() ? List.of("embedding") : model.capabilities());
    }

    /** Returns the lines of a download. */
    public static List<JsonObject> pull(ScriptedModel model) {
        String digest = Digest.hex(model.id());
        var lines = new ArrayList<JsonObject>();
        lines.add(status("pulling manifest"));
        for (int i = 0; i <= STEPS; i++) {
            lines.add(JsonValues.object(
                    "status",
                    "pulling " + digest.substring(0, 12),
                    "digest",
                    "sha256:" + digest,
                    "total",
                    model.size().bytes(),
                    "completed",
                    model.size().bytes() * i / STEPS));
        }
        lines.add(status("verifying sha256 digest"));
        lines.add(status("writing manifest"));
        lines.add(status("success"));
        return lines;
    }

    public static JsonObject status(String status) {
        return JsonValues.object("status", status);
    }
}
