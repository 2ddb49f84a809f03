package dev.codeagent.api.provider;

import dev.codeagent.api.chat.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The price of a model in US dollars per million tokens, as it is when a call is made.
 *
 * @param input input that is neither read from nor written to the provider's cache
 * @param output the answer, with its reasoning
 * @param cacheRead input that is read from the provider's cache
 * @param cacheWrite input that is written to the provider's cache
 * @param source where the price comes from, for example {@code configuration} or {@code catalog}
 */
public record ModelPrice(
        BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite, String source) {
    /** Costs are exact to a millionth of a micro-dollar; what is smaller is rounded up. */
    private static final int SCALE = 12;

    /** The cost of a call in US dollars. */
    public BigDecimal cost(Usage usage) {
        long read = Math.min(usage.cachedTokens(), usage.inputTokens());
        long written = Math.min(usage.cacheWriteTokens(), usage.inputTokens() - read);
        BigDecimal sum = multiply(input, usage.inputTokens() - read - written)
                .add(multiply(cacheRead, read))
                .add(multiply(cacheWrite, written))
                .add(multiply(output, usage.outputTokens()));
        BigDecimal cost = sum.movePointLeft(6);
        return normalize(cost.scale() > SCALE ? cost.setScale(SCALE, RoundingMode.CEILING) : cost);
    }

    /** The most that a call can cost: its input may be charged at any of the three prices. */
    public BigDecimal maxCost(Usage usage) {
        var dearest = new ModelPrice(input.max(cacheRead).max(cacheWrite), output, cacheRead, cacheWrite, source);
        return dearest.cost(new Usage(usage.inputTokens(), usage.outputTokens(), 0));
    }

    /** Without trailing zeros and without an exponent. */
    private static BigDecimal normalize(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static BigDecimal multiply(BigDecimal perMillion, long tokens) {
        return perMillion.multiply(BigDecimal.valueOf(tokens));
    }
}
