package dev.codeagent.api.provider;

import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Parameters of a model's answer. A codec leaves out what the model does not accept.
 *
 * @param maxOutputTokens the limit of the answer; empty for the model's own
 * @param temperature between 0 and 2; empty for the model's own
 * @param effort the level of reasoning effort; empty for the model's own
 * @param responseSchema the JSON schema of the answer; empty for free text
 */
public record GenerationParameters(
        OptionalInt maxOutputTokens,
        OptionalDouble temperature,
        Optional<String> effort,
        Optional<JsonObject> responseSchema) {
    public static final GenerationParameters DEFAULT =
            new GenerationParameters(OptionalInt.empty(), OptionalDouble.empty(), Optional.empty(), Optional.empty());

    public GenerationParameters withMaxOutputTokens(int tokens) {
        return new GenerationParameters(OptionalInt.of(tokens), temperature, effort, responseSchema);
    }

    public GenerationParameters withResponseSchema(JsonObject schema) {
        return new GenerationParameters(maxOutputTokens, temperature, effort, Optional.of(schema));
    }
}
