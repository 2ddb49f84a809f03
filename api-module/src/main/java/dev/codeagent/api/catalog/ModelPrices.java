package dev.codeagent.api.catalog;

/**
 * Prices in US dollars per million tokens, as decimal text; an empty one is not known.
 *
 * @param aboveInputTokens the prices apply to requests with more input tokens than this
 * @param cacheRead price of input that the provider reads from its prompt cache
 * @param cacheWrite price of input that it writes to the cache, for the usual lifetime
 * @param cacheWriteLong the same for the longest lifetime
 */
public record ModelPrices(
        int aboveInputTokens,
        String input,
        String output,
        String cacheRead,
        String cacheWrite,
        String cacheWriteLong) {}
