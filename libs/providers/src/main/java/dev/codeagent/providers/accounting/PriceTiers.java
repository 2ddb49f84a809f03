package dev.codeagent.providers.accounting;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.ModelPrice;
import java.math.BigDecimal;
import java.util.List;

/** The prices of a model at one moment, by the size of the input. */
public record PriceTiers(List<Tier> tiers) {

    /** A price for requests with more input tokens than this. */
    public record Tier(long aboveInputTokens, ModelPrice price) {}

    public PriceTiers {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("a model without prices has no tiers");
        }
    }

    /** The same price for every request. */
    static PriceTiers flat(ModelPrice price) {
        return new PriceTiers(List.of(new Tier(0, price)));
    }

    ModelPrice priceFor(long inputTokens) {
        return tiers.stream()
                .filter(tier -> tier.aboveInputTokens() == 0 || inputTokens > tier.aboveInputTokens())
                .reduce((lower, higher) -> higher)
                .orElse(tiers.getFirst())
                .price();
    }

    BigDecimal maxCost(Usage usage) {
        return priceFor(usage.inputTokens()).maxCost(usage);
    }
}
