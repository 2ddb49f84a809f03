package dev.codeagent.client.api;

import java.util.List;

/** A model of the catalogue. */
public record CatalogModel(
        String provider,
        String id,
        String name,
        int contextWindow,
        int maxOutput,
        List<ModelPrices> prices,
        List<String> capabilities,
        Parameters parameters,
        String source,
        String checked,
        String note) {

    /** What a request to the model may contain. */
    public record Parameters(List<String> effort, String maxTokens, boolean temperature) {}
}
