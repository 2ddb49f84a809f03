package dev.codeagent.providers.wire;

import dev.codeagent.api.provider.Model;
import dev.codeagent.providers.http.SecretRedactor;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Limits the ids of models, which are shown and become parts of requests. */
public final class ModelIds {
    private static final int MAX_MODELS = 2_000;
    private static final int MAX_LENGTH = 200;
    /** Models for embeddings, ranking, speech, images and moderation, and those that only continue texts. */
    private static final Pattern OTHER_PURPOSE = Pattern.compile(
            "(?i)(^|[^a-z])(embed(ding)?s?|bge|e5|gte|minilm|mpnet|rerank(er)?|whisper|tts|dall-e|moderation|"
                    + "stable-diffusion|flux|transcribe|realtime|sora|imagen|veo|speech|colbert|(llama-|prompt-)guard|shieldgemma"
                    + "|gpt-image|chatgpt-image|mistral-ocr|davinci|babbage|paraphrase|aqa)([^a-z]|$)");

    private ModelIds() {}

    /** The models with the id in the field; those without a usable one are left out. */
    public static List<Model> read(List<JsonObject> models, String idField, SecretRedactor redactor) {
        return read(models, json -> toModel(JsonFields.string(json, idField)), redactor);
    }

    /** The models that the entries of a list describe; those without a usable id are left out. */
    public static List<Model> read(
            List<JsonObject> models, Function<JsonObject, Model> toModel, SecretRedactor redactor) {
        return models.stream()
                .map(toModel)
                .filter(model -> isUsable(model.id()))
                .limit(MAX_MODELS)
                .map(model -> new Model(
                        redactor.redact(model.id()),
                        redactor.redact(isUsable(model.name()) ? model.name() : model.id()),
                        model.sizeBytes(),
                        model.installed(),
                        model.traits()))
                .toList();
    }

    /** A list of ids says nothing about models, except that some names tell that a model cannot chat. */
    public static Model toModel(String id) {
        Model model = Model.of(id);
        return OTHER_PURPOSE.matcher(id).find()
                ? new Model(id, id, 0, true, model.traits().asEmbedding())
                : model;
    }

    public static boolean isUsable(String id) {
        return !id.isBlank() && id.length() <= MAX_LENGTH;
    }
}
