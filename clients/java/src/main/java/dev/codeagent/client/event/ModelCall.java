package dev.codeagent.client.event;

import java.math.BigDecimal;
import java.util.Optional;

/** A call of a model. */
public record ModelCall(
        String id,
        String step,
        String agent,
        String project,
        String caller,
        String provider,
        String model,
        Optional<Price> price) {

    /** What a million tokens cost in US dollars. */
    public record Price(
            BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite, String source) {}
}
