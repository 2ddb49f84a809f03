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

    /** Journals of older versions contain what a provider reported, even a negative number. */
    public Usage {
        inputTokens = Math.max(0, inputTokens);
        outputTokens = Math.max(0, outputTokens);
        cachedTokens = Math.max(0, cachedTokens);
    }

    /** The sum; it never becomes negative. */
    public Usage plus(Usage other) {
        return new Usage(
                add(inputTokens, other.inputTokens),
                add(outputTokens, other.outputTokens),
                add(cachedTokens, other.cachedTokens));
    }

    private static long add(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
