package dev.codeagent.fakemodel.wire.modelrunner;

import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.JsonValues;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Docker Model Runner's list of models, and the progress of a download. */
public final class RunnerModels {
    private static final int STEPS = 10;

    private RunnerModels() {}

    public static JsonArray list(List<ScriptedModel> models) {
        return JsonValues.array(models.stream().map(RunnerModels::model).toList());
    }

    public static JsonObject model(ScriptedModel model) {
        return JsonValues.object(
                "id",
                "sha256:" + Digest.hex(model.id()),
                "tags",
                List.of(model.id()),
                "created",
                Answer.CREATED,
                "config",
                JsonValues.object(
                        "format",
                        "gguf",
                        "quantization",
                        "Q4_K_M",
                        "parameters",
                        "1.5B",
                        "architecture",
                        "scripted",
                        "size",
                        model.size().bytes() + " B",
                        "context_size",
                        model.size().listedWindow()));
    }

    /** Returns the lines of a download. */
    public static List<JsonObject> pull(ScriptedModel model) {
        long total = model.size().bytes();
        var lines = new ArrayList<JsonObject>();
        for (int i = 1; i <= STEPS; i++) {
            long done = total * i / STEPS;
            lines.add(JsonValues.object(
                    "type",
                    "progress",
                    "message",
                    "Downloaded: " + done + " B",
                    "total",
                    total,
                    "pulled",
                    done,
                    "layer",
                    JsonValues.object("id", "sha256:" + Digest.hex(model.id()), "size", total, "current", done)));
        }
        lines.add(JsonValues.object("type", "success", "message", "Model pulled successfully"));
        return lines;
    }

    public static JsonObject error(String message) {
        return JsonValues.object("type", "error", "message", message);
    }
}
