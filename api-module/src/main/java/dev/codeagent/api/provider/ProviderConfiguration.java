package dev.codeagent.api.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How to reach a provider. The key is not here: it stands in the credential store under the provider's id.
 *
 * @param wire the dialect it speaks; {@code openai} is the only one so far
 * @param baseUrl up to and including the version, e.g. {@code http://127.0.0.1:11434/v1}
 * @param defaultModel used where no model is named; empty: the first that the server lists
 * @param prices US dollars a million tokens of models, for the cost of a run
 * @param firstByte how long to wait for the first byte of an answer
 * @param betweenBytes how long a stream may be silent
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

    /** US dollars a million tokens, as decimal text. */
    public record Price(String model, String input, String output, String cached) {}
}
