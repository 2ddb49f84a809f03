package dev.codeagent.api.provider;

import dev.codeagent.api.error.AgentException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Connection settings of a model provider. The API key is not here; the credential store holds it under the provider's
 * id.
 *
 * @param wire the API dialect of the provider, for example {@code openai}
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
        baseUrl = ProviderUrl.withoutSecrets(baseUrl);
        prices = List.copyOf(prices);
    }

    public ProviderConfiguration withBaseUrl(URI url) {
        return new ProviderConfiguration(id, wire, url, defaultModel, prices, firstByte, betweenBytes);
    }

    /** Whether both have the same scheme, host and port, so that a key of one may be sent to the other. */
    public boolean hasSameOrigin(ProviderConfiguration other) {
        return ProviderUrl.origin(baseUrl).equals(ProviderUrl.origin(other.baseUrl));
    }

    /**
     * US dollars per million tokens, as decimal text.
     *
     * @param cached of input that is read from the provider's cache; empty for the price of input
     * @param cacheWrite of input that is written to the provider's cache; empty for the price of input
     */
    public record Price(String model, String input, String output, String cached, String cacheWrite) {
        private static final Pattern AMOUNT =
                Pattern.compile("(\\d{1,10}(\\.\\d{0,15})?|\\.\\d{1,15})([eE][+-]?\\d{1,2})?");
        private static final BigDecimal MAX_AMOUNT = BigDecimal.valueOf(1_000_000_000);

        /** A price of a provider whose cache costs nothing to write. */
        public Price(String model, String input, String output, String cached) {
            this(model, input, output, cached, "");
        }

        /**
         * Checks the amounts.
         *
         * @param place where the price stands, for the message
         * @throws AgentException INVALID_VALUE if one is not a price
         */
        public void check(String place) {
            requireAmount(place, "input", input);
            requireAmount(place, "output", output);
            if (!cached.isEmpty()) {
                requireAmount(place, "cached", cached);
            }
            if (!cacheWrite.isEmpty()) {
                requireAmount(place, "cacheWrite", cacheWrite);
            }
        }

        private void requireAmount(String place, String field, String amount) {
            if (parseAmount(amount).isEmpty()) {
                throw AgentException.invalidValue(place + ": '" + field + "' of model '" + model + "' is not a price;"
                                + " write US dollars per million tokens as a decimal number, for example 2.50")
                        .inField("prices");
            }
        }

        /** Parses one of the amounts; empty if it is not a decimal number between 0 and a billion. */
        public static Optional<BigDecimal> parseAmount(String text) {
            return AMOUNT.matcher(text).matches()
                    ? Optional.of(new BigDecimal(text)).filter(amount -> amount.compareTo(MAX_AMOUNT) <= 0)
                    : Optional.empty();
        }
    }
}
