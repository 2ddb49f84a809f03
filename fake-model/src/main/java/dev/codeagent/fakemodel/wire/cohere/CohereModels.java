package dev.codeagent.fakemodel.wire.cohere;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Pages;
import jakarta.json.JsonObject;
import java.util.List;

/** Cohere's list of models, paged by {@code page_token} and limited to an endpoint; by its documentation. */
public final class CohereModels {
    private CohereModels() {}

    public static JsonObject list(HttpRequest request, List<ScriptedModel> models) {
        String endpoint = request.query("endpoint");
        List<ScriptedModel> served = models.stream()
                .filter(m -> endpoint.isEmpty() || endpoint(m).equals(endpoint))
                .toList();
        Pages page = Pages.after(served, request.query("page_token"), request.query("page_size"), 20);
        List<JsonObject> listed = page.models().stream()
                .map(m -> JsonValues.object(
                        "name",
                        m.id(),
                        "is_deprecated",
                        false,
                        "endpoints",
                        List.of(endpoint(m)),
                        "finetuned",
                        false,
                        "context_length",
                        m.size().listedWindow(),
                        "features",
                        m.capabilities()))
                .toList();
        return JsonValues.object("models", listed, "next_page_token", page.next());
    }

    private static String endpoint(ScriptedModel model) {
        return model.embedding() ? "embed" : "chat";
    }
}
