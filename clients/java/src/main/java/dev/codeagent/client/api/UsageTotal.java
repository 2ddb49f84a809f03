package dev.codeagent.client.api;

import java.math.BigDecimal;

/** The sum of model calls that have {@code key} in common. */
public record UsageTotal(
        String key,
        long calls,
        Usage usage,
        BigDecimal costUsd,
        long unpricedCalls,
        long unconfirmedCalls,
        BigDecimal unconfirmedUsd,
        long openCalls,
        BigDecimal reservedUsd,
        long cacheHits) {}
