package dev.codeagent.api.run;

/**
 * Tokens as a provider reported them.
 *
 * @param inputTokens all input tokens, cached ones included
 * @param outputTokens all output tokens, reasoning included
 * @param cachedTokens the part of the input that was read from the provider's cache
 */
public record Usage(long inputTokens, long outputTokens, long cachedTokens) {
    public static final Usage NONE = new Usage(0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens, outputTokens + other.outputTokens, cachedTokens + other.cachedTokens);
    }
}
