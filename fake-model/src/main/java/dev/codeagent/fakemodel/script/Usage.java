package dev.codeagent.fakemodel.script;

/**
 * Token counts. {@code input} includes the tokens that were read from and written to a cache, {@code output} includes
 * the reasoning.
 */
public record Usage(long input, long output, long cached, long cacheWrite, long reasoning) {
    private static final int CHARS_PER_TOKEN = 4;

    /** Estimates the tokens of a number of characters. */
    public static long estimate(long chars) {
        return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }
}
