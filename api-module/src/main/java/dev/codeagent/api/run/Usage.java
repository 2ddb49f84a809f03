package dev.codeagent.api.run;

/**
 * Token counts as reported by a provider.
 *
 * @param inputTokens all input tokens, including cached ones
 * @param outputTokens all output tokens, including reasoning
 * @param cachedTokens the part of the input that was read from the provider's cache
 */
public record Usage(long inputTokens, long outputTokens, long cachedTokens) {
    public static final Usage NONE = new Usage(0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens, outputTokens + other.outputTokens, cachedTokens + other.cachedTokens);
    }
}
