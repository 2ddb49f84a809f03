package dev.codeagent.fakemodel.wire.openai;

import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.RequestException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's list of models, and embeddings. */
public final class OpenAiModels {
    private static final int DIMENSIONS = 8;

    private OpenAiModels() {}

    public static JsonObject list(List<ScriptedModel> models) {
        return JsonValues.object(
                "object",
                "list",
                "data",
                models.stream()
                        .filter(ScriptedModel::installed)
                        .map(m ->
                                JsonValues.object("id", m.id(), "object", "model", "created", 0, "owned_by", "script"))
                        .toList());
    }

    /** Returns vectors that are the same for the same text. */
    public static JsonObject embeddings(JsonObject body) {
        List<String> inputs = readInputs(body.getOrDefault("input", JsonValue.NULL));
        var data = new ArrayList<JsonObject>();
        long chars = 0;
        for (String input : inputs) {
            chars += input.length();
            data.add(JsonValues.object("object", "embedding", "index", data.size(), "embedding", vector(input)));
        }
        long tokens = Usage.estimate(chars);
        return JsonValues.object(
                "object",
                "list",
                "data",
                data,
                "model",
                JsonValues.text(body, "model"),
                "usage",
                JsonValues.object("prompt_tokens", tokens, "total_tokens", tokens));
    }

    private static List<String> readInputs(JsonValue input) {
        List<JsonValue> values = input instanceof JsonArray array ? array : List.of(input);
        if (values.isEmpty()
                || !values.stream()
                        .allMatch(
                                v -> v instanceof JsonString s && !s.getString().isEmpty())) {
            throw RequestException.badRequest("input must be a text, or an array of texts, that are not empty");
        }
        return values.stream().map(v -> ((JsonString) v).getString()).toList();
    }

    private static List<Double> vector(String text) {
        String hex = Digest.hex(text);
        var numbers = new ArrayList<Double>();
        for (int i = 0; i < DIMENSIONS; i++) {
            numbers.add(Integer.parseInt(hex.substring(4 * i, 4 * i + 4), 16) / 32_768.0 - 1);
        }
        return numbers;
    }
}
