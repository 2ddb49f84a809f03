package dev.codeagent.client.api;

import java.util.List;

/** A model provider. Durations are texts such as {@code 30s}. */
public record ProviderConfiguration(
        String id,
        String wire,
        String baseUrl,
        String defaultModel,
        List<Price> prices,
        String firstByte,
        String betweenBytes) {

    /** What a million tokens of a model cost in US dollars, as decimal texts. */
    public record Price(String model, String input, String output, String cached, String cacheWrite) {}
}
