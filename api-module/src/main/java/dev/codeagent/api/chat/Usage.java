package dev.codeagent.api.chat;

/**
 * Token counts as reported by a provider.
 *
 * @param inputTokens all input tokens, including those read from and written to the provider's cache
 * @param outputTokens all output tokens, including reasoning
 * @param cachedTokens the part of the input that was read from the provider's cache
 * @param cacheWriteTokens the part of the input that was written to the provider's cache
 * @param reasoningTokens the part of the output that is reasoning
 */
public record Usage(
        long inputTokens, long outputTokens, long cachedTokens, long cacheWriteTokens, long reasoningTokens) {
    public static final Usage NONE = new Usage(0, 0, 0);

    /** Journals of older versions contain what a provider reported, even a negative number. */
    public Usage {
        inputTokens = Math.max(0, inputTokens);
        outputTokens = Math.max(0, outputTokens);
        cachedTokens = Math.max(0, cachedTokens);
        cacheWriteTokens = Math.max(0, cacheWriteTokens);
        reasoningTokens = Math.max(0, reasoningTokens);
    }

    /** Token counts of a provider that reports neither writes to its cache nor reasoning. */
    public Usage(long inputTokens, long outputTokens, long cachedTokens) {
        this(inputTokens, outputTokens, cachedTokens, 0, 0);
    }

    /** Input and output together; it never becomes negative. */
    public long totalTokens() {
        return add(inputTokens, outputTokens);
    }

    /** The sum; it never becomes negative. */
    public Usage plus(Usage other) {
        return new Usage(
                add(inputTokens, other.inputTokens),
                add(outputTokens, other.outputTokens),
                add(cachedTokens, other.cachedTokens),
                add(cacheWriteTokens, other.cacheWriteTokens),
                add(reasoningTokens, other.reasoningTokens));
    }

    private static long add(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
