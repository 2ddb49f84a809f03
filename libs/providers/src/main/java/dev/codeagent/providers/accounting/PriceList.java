package dev.codeagent.providers.accounting;

import dev.codeagent.api.provider.ModelPrice;
import dev.codeagent.api.provider.ProviderConfiguration;
import java.math.BigDecimal;
import java.util.Optional;

/** The prices of models as they are now. */
@FunctionalInterface
public interface PriceList {

    /** The prices of a model of a provider; empty if they are not known. */
    Optional<PriceTiers> find(ProviderConfiguration provider, String model);

    /** The prices in the configurations of providers. A price that they do not name is the one of input. */
    static Optional<PriceTiers> configured(ProviderConfiguration provider, String model) {
        return provider.prices().stream()
                .filter(price -> price.model().equals(model))
                .findFirst()
                .flatMap(PriceList::read)
                .map(PriceTiers::flat);
    }

    /** This list, and another one for what it lacks. */
    default PriceList orElse(PriceList other) {
        return (provider, model) -> find(provider, model).or(() -> other.find(provider, model));
    }

    private static Optional<ModelPrice> read(ProviderConfiguration.Price price) {
        Optional<BigDecimal> input = ProviderConfiguration.Price.parseAmount(price.input());
        Optional<BigDecimal> output = ProviderConfiguration.Price.parseAmount(price.output());
        if (input.isEmpty() || output.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ModelPrice(
                input.get(),
                output.get(),
                amountOr(price.cached(), input.get()),
                amountOr(price.cacheWrite(), input.get()),
                "configuration"));
    }

    private static BigDecimal amountOr(String text, BigDecimal other) {
        return ProviderConfiguration.Price.parseAmount(text).orElse(other);
    }
}
