package dev.codeagent.client.api;

import java.util.List;
import java.util.Optional;

/** The body that adds or changes a provider; an absent field keeps its value. */
public record ProviderChange(
        Optional<String> baseUrl,
        Optional<String> apiKey,
        Optional<String> wire,
        Optional<String> defaultModel,
        Optional<List<ProviderConfiguration.Price>> prices,
        Optional<String> firstByte,
        Optional<String> betweenBytes) {

    /** A provider with an address and a key. */
    public static ProviderChange of(String baseUrl, String apiKey, String wire, String defaultModel) {
        return new ProviderChange(
                Optional.of(baseUrl),
                Optional.of(apiKey),
                Optional.of(wire),
                Optional.of(defaultModel),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Without the key, and without the address, which may contain a password. */
    @Override
    public String toString() {
        return "ProviderChange[" + defaultModel.orElse("") + "]";
    }
}
