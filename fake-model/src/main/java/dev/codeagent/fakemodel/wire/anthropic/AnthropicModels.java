package dev.codeagent.fakemodel.wire.anthropic;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Pages;
import jakarta.json.JsonObject;
import java.util.List;

/** Anthropic's list of models, paged by {@code after_id}; by its documentation. */
public final class AnthropicModels {
    private AnthropicModels() {}

    public static JsonObject list(HttpRequest request, List<ScriptedModel> models) {
        Pages page = Pages.after(models, request.query("after_id"), request.query("limit"), 20);
        List<JsonObject> data = page.models().stream()
                .map(m -> JsonValues.object(
                        "type",
                        "model",
                        "id",
                        m.id(),
                        "display_name",
                        m.id(),
                        "created_at",
                        "2026-01-01T00:00:00Z",
                        "max_input_tokens",
                        m.size().listedWindow(),
                        "max_tokens",
                        m.size().maxOutput()))
                .toList();
        return JsonValues.object(
                "data",
                data,
                "has_more",
                page.hasMore(),
                "first_id",
                data.isEmpty() ? null : data.getFirst().get("id"),
                "last_id",
                data.isEmpty() ? null : data.getLast().get("id"));
    }
}
