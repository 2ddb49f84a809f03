package dev.codeagent.providers.accounting;

import dev.codeagent.api.catalog.ModelPrices;
import dev.codeagent.api.provider.ModelPrice;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import dev.codeagent.providers.catalog.ModelCatalog;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The prices of the model catalogue. The prices of the same model at another provider do not apply. */
public record CatalogPrices(Supplier<ModelCatalog> catalog) implements PriceList {

    @Override
    public Optional<PriceTiers> find(ProviderConfiguration provider, String model) {
        List<PriceTiers.Tier> tiers = catalog.get().find(provider.id().value(), model).stream()
                .filter(ModelCatalog.Match::sameProvider)
                .flatMap(match -> match.model().prices().stream())
                .flatMap(prices -> read(prices).stream())
                .toList();
        return tiers.isEmpty() ? Optional.empty() : Optional.of(new PriceTiers(tiers));
    }

    /** What a cache costs is the price of input if the catalogue does not say it. */
    private static Optional<PriceTiers.Tier> read(ModelPrices prices) {
        return Price.parseAmount(prices.input())
                .flatMap(input -> Price.parseAmount(prices.output())
                        .map(output -> new ModelPrice(
                                input,
                                output,
                                amountOr(prices.cacheRead(), input),
                                amountOr(prices.cacheWrite(), input),
                                "catalog")))
                .map(price -> new PriceTiers.Tier(prices.aboveInputTokens(), price));
    }

    private static BigDecimal amountOr(String text, BigDecimal other) {
        return Price.parseAmount(text).orElse(other);
    }
}
