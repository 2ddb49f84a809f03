package dev.codeagent.client.api;

import java.util.List;

/** A page of a provider's models; pages are counted from 1. */
public record ModelPage(List<Model> items, int number, int pageSize, int total) {

    /** A model that a provider offers. */
    public record Model(
            String id,
            String name,
            long sizeBytes,
            boolean installed,
            int contextTokens,
            int maxOutputTokens,
            List<String> capabilities,
            List<ModelPrices> prices) {}
}
