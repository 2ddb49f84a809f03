package dev.codeagent.client.api;

import java.math.BigDecimal;

/** A limit of costs, with what is spent and reserved. */
public record Budget(
        String id, BigDecimal limitUsd, String source, String span, BigDecimal spentUsd, BigDecimal reservedUsd) {}
