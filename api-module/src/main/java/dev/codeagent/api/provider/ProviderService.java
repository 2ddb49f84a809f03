package dev.codeagent.api.provider;

import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/** Use cases for model providers. */
public interface ProviderService {

    List<ProviderEntry> list(Caller caller);

    ProviderEntry get(Caller caller, ProviderId id);

    /** The providers whose address and wire this system knows, so that adding one takes its key alone. */
    List<KnownProvider> known(Caller caller);

    /**
     * Adds or changes a provider. An empty field keeps its stored value; for a new provider it gets that of the preset.
     * The key is stored encrypted and is never returned.
     */
    ProviderEntry put(Caller caller, ProviderConfiguration configuration, Optional<String> apiKey);

    /**
     * Like {@link #put}, but tests key and model first; if the test fails, nothing is stored.
     *
     * @throws dev.codeagent.api.error.AgentException PROVIDER_* or UNKNOWN_MODEL if the test fails
     */
    TestedProvider putTested(Caller caller, ProviderConfiguration configuration, Optional<String> apiKey);

    void remove(Caller caller, ProviderId id);

    /**
     * Requests the provider's model list and one answer of a few tokens, with the stored key; the message of a failure
     * names the fix.
     */
    ProviderTestResult test(Caller caller, ProviderId id);

    /** A provider, whether a key is stored for it, and the source of the entry: stored, configuration or found. */
    record ProviderEntry(ProviderConfiguration configuration, boolean hasKey, String source) {}

    /** A provider that was stored, and the test before. */
    record TestedProvider(
            ProviderConfiguration configuration, boolean hasKey, String source, ProviderTestResult test) {}

    /**
     * A provider that is only known, whether it is configured or not.
     *
     * @param baseUrl its address; empty if each user has another one
     * @param urlExample the form of that address, if {@code baseUrl} is empty
     * @param keyVariable the usual environment variable of its key; empty if it needs none
     */
    record KnownProvider(ProviderId id, String name, String baseUrl, String urlExample, String keyVariable) {}

    /**
     * The result of a provider test.
     *
     * @param models the models that can be used, without those that return no text
     * @param code the error code of a failure, else empty
     * @param model the model that answered
     * @param answer the beginning of its answer
     */
    record ProviderTestResult(
            boolean ok, String message, List<String> models, long millis, String code, String model, String answer) {
        public ProviderTestResult {
            models = List.copyOf(models);
        }
    }
}
