package dev.codeagent.providers.wire;

import dev.codeagent.api.provider.Model;
import dev.codeagent.providers.http.SecretRedactor;
import jakarta.json.JsonObject;
import java.util.List;

/** Limits the ids of models, which are shown and become parts of requests. */
public final class ModelIds {
    private static final int MAX_MODELS = 2_000;
    private static final int MAX_LENGTH = 200;

    private ModelIds() {}

    /** The models with the id in the field; those without a usable one are left out. */
    public static List<Model> read(List<JsonObject> models, String idField, SecretRedactor redactor) {
        return models.stream()
                .map(model -> JsonFields.string(model, idField))
                .filter(ModelIds::isUsable)
                .map(redactor::redact)
                .limit(MAX_MODELS)
                .map(Model::of)
                .toList();
    }

    public static boolean isUsable(String id) {
        return !id.isBlank() && id.length() <= MAX_LENGTH;
    }
}
