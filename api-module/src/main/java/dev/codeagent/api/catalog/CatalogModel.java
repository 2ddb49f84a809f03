package dev.codeagent.api.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A model in the catalogue.
 *
 * @param provider the name of its provider
 * @param contextWindow the maximum number of tokens of input and output; 0 if it is not known
 * @param maxOutput the maximum number of output tokens; 0 if it is not known
 * @param prices by size of the input, smallest first; empty if they are not known or the model costs nothing
 * @param source where the values were read
 * @param checked the date on which they were read, empty if nobody did
 * @param note what the other fields cannot say
 */
public record CatalogModel(
        String provider,
        String id,
        String name,
        int contextWindow,
        int maxOutput,
        List<ModelPrices> prices,
        List<ModelCapability> capabilities,
        ModelParameters parameters,
        String source,
        String checked,
        String note) {
    public CatalogModel {
        prices = List.copyOf(prices);
        capabilities = List.copyOf(capabilities);
    }

    public boolean can(ModelCapability capability) {
        return capabilities.contains(capability);
    }

    /** The prices of a request with this many input tokens; empty if they are not known. */
    public Optional<ModelPrices> pricesFor(long inputTokens) {
        return prices.stream()
                .filter(price -> inputTokens > price.aboveInputTokens() || price.aboveInputTokens() == 0)
                .reduce((lower, higher) -> higher);
    }
}
