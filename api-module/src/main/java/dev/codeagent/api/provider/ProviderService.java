package dev.codeagent.api.provider;

import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/** Use cases for model providers. */
public interface ProviderService {

    List<ProviderEntry> list(Caller caller);

    ProviderEntry get(Caller caller, ProviderId id);

    /** Adds or replaces a provider. The key is stored encrypted and is never returned. */
    ProviderEntry put(Caller caller, ProviderConfiguration configuration, Optional<String> apiKey);

    void remove(Caller caller, ProviderId id);

    /** Requests the provider's model list with the stored key; the message of a failure names the fix. */
    ProviderTestResult test(Caller caller, ProviderId id);

    /** A provider, whether a key is stored for it, and the source of the entry: stored, configuration or found. */
    record ProviderEntry(ProviderConfiguration configuration, boolean hasKey, String source) {}

    /** The result of a provider test. */
    record ProviderTestResult(boolean ok, String message, List<String> models, long millis) {
        public ProviderTestResult {
            models = List.copyOf(models);
        }
    }
}
