package dev.codeagent.api.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Connection settings of a model provider. The API key is not here; the credential store holds it under the provider's
 * id.
 *
 * @param wire the API dialect of the provider; only {@code openai} is supported
 * @param baseUrl the URL up to and including the version, for example {@code http://127.0.0.1:11434/v1}
 * @param defaultModel the model if a request names none; empty for the first one that the provider lists
 * @param prices prices of models in US dollars per million tokens, to calculate the cost of a run
 * @param firstByte the timeout for the first byte of an answer
 * @param betweenBytes the longest pause within a stream
 */
public record ProviderConfiguration(
        ProviderId id,
        String wire,
        URI baseUrl,
        String defaultModel,
        List<Price> prices,
        Duration firstByte,
        Duration betweenBytes) {
    public ProviderConfiguration {
        prices = List.copyOf(prices);
    }

    /** US dollars per million tokens, as decimal text. */
    public record Price(String model, String input, String output, String cached) {}
}
