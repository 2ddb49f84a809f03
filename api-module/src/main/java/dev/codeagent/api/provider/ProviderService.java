package dev.codeagent.api.provider;

import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/** The use cases around model providers. */
public interface ProviderService {

    List<ProviderEntry> list(Caller caller);

    ProviderEntry get(Caller caller, ProviderId id);

    /** Adds or replaces a provider; a key is stored encrypted and never comes back. */
    ProviderEntry put(Caller caller, ProviderConfiguration configuration, Optional<String> apiKey);

    void remove(Caller caller, ProviderId id);

    /** Asks the provider for its models with the stored key; the message of a failure says what to do. */
    ProviderTestResult test(Caller caller, ProviderId id);

    /** A provider, whether a key is stored for it, and where the entry came from: stored, configuration or found. */
    record ProviderEntry(ProviderConfiguration configuration, boolean hasKey, String source) {}

    /** What a test found. */
    record ProviderTestResult(boolean ok, String message, List<String> models, long millis) {
        public ProviderTestResult {
            models = List.copyOf(models);
        }
    }
}
