package dev.codeagent.client.api;

import java.math.BigDecimal;
import java.util.Optional;

/** What a million tokens cost in US dollars, from a number of input tokens on. */
public record ModelPrices(
        long aboveInputTokens,
        BigDecimal input,
        BigDecimal output,
        Optional<BigDecimal> cacheRead,
        Optional<BigDecimal> cacheWrite,
        Optional<BigDecimal> cacheWriteLong) {}
