package dev.codeagent.fakemodel.wire.gemini;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Pages;
import jakarta.json.JsonObject;
import java.util.List;

/** Google's list of models, paged by {@code pageToken}; by its documentation. */
public final class GeminiModels {
    private GeminiModels() {}

    public static JsonObject list(HttpRequest request, List<ScriptedModel> models) {
        Pages page = Pages.after(models, request.query("pageToken"), request.query("pageSize"), 50);
        return JsonValues.object(
                "models", page.models().stream().map(GeminiModels::model).toList(), "nextPageToken", page.next());
    }

    private static JsonObject model(ScriptedModel model) {
        List<String> methods = model.embedding() ? List.of("embedContent") : List.of("generateContent", "countTokens");
        return JsonValues.object(
                "name",
                "models/" + model.id(),
                "version",
                "001",
                "displayName",
                model.id(),
                "inputTokenLimit",
                model.size().listedWindow(),
                "outputTokenLimit",
                model.size().maxOutput(),
                "supportedGenerationMethods",
                methods);
    }
}
