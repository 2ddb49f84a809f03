package dev.codeagent.api.provider;

import java.util.List;

/**
 * What is known about a model: what it can do and which request parameters it accepts. It is data of the catalogue, of
 * the provider's model list, or of a probe.
 *
 * @param contextTokens the size of the context window in tokens; 0 if unknown
 * @param maxOutputTokens the most tokens that the model can answer with; 0 if unknown
 * @param tools whether the model calls tools through the API
 * @param embedding whether the model has another purpose than to chat, such as embeddings or speech
 * @param maxTokensParameter the name of the parameter that limits the answer, where an API has several:
 *     {@code max_tokens} or {@code max_completion_tokens}
 * @param temperature whether the parameter {@code temperature} is accepted
 * @param efforts the accepted levels of reasoning effort, lowest first; empty if the model has none
 */
public record ModelTraits(
        int contextTokens,
        int maxOutputTokens,
        Support tools,
        Support images,
        Support thinking,
        Support structuredOutput,
        Support fillInMiddle,
        boolean embedding,
        String maxTokensParameter,
        boolean temperature,
        List<String> efforts) {
    public static final ModelTraits UNKNOWN = new ModelTraits(
            0,
            0,
            Support.UNKNOWN,
            Support.UNKNOWN,
            Support.UNKNOWN,
            Support.UNKNOWN,
            Support.UNKNOWN,
            false,
            "max_tokens",
            true,
            List.of());

    /** Whether a model can do something. */
    public enum Support {
        YES,
        NO,
        UNKNOWN;

        Support or(Support other) {
            return this == UNKNOWN ? other : this;
        }

        public static Support of(boolean can) {
            return can ? YES : NO;
        }
    }

    public ModelTraits {
        efforts = List.copyOf(efforts);
    }

    public ModelTraits asEmbedding() {
        return new ModelTraits(
                contextTokens,
                maxOutputTokens,
                tools,
                images,
                thinking,
                structuredOutput,
                fillInMiddle,
                true,
                maxTokensParameter,
                temperature,
                efforts);
    }

    /** These traits, completed by others where they are unknown. */
    public ModelTraits over(ModelTraits others) {
        ModelTraits merged = others.withContextTokens(contextTokens > 0 ? contextTokens : others.contextTokens)
                .withSupport(
                        tools.or(others.tools),
                        images.or(others.images),
                        thinking.or(others.thinking),
                        structuredOutput.or(others.structuredOutput),
                        fillInMiddle.or(others.fillInMiddle));
        return embedding ? merged.asEmbedding() : merged;
    }

    public ModelTraits withContextTokens(int tokens) {
        return new ModelTraits(
                tokens,
                maxOutputTokens,
                tools,
                images,
                thinking,
                structuredOutput,
                fillInMiddle,
                embedding,
                maxTokensParameter,
                temperature,
                efforts);
    }

    /** The traits with what the model can do. */
    public ModelTraits withSupport(
            Support newTools,
            Support newImages,
            Support newThinking,
            Support newStructuredOutput,
            Support newFillInMiddle) {
        return new ModelTraits(
                contextTokens,
                maxOutputTokens,
                newTools,
                newImages,
                newThinking,
                newStructuredOutput,
                newFillInMiddle,
                embedding,
                maxTokensParameter,
                temperature,
                efforts);
    }
}
