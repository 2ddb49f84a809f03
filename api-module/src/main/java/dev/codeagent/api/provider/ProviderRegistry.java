package dev.codeagent.api.provider;

import java.util.List;
import java.util.function.Consumer;

/**
 * The providers that can be used now: the contract {@code IProviderRegistry} of the architecture document. A provider is
 * created when it is first used.
 */
public interface ProviderRegistry {

    /** Adds a provider, or replaces the one of the same name. */
    void registerProvider(LlmProvider provider);

    /** @throws dev.codeagent.api.error.AgentException UNKNOWN_PROVIDER */
    LlmProvider getProvider(String name);

    List<LlmProvider> getAllProviders();

    /** Removes a provider and ends its requests. */
    void unregisterProvider(String name);

    /** Calls the listener after each change, on the thread that made it; closing the result ends that. */
    Subscription onProviderChanged(Consumer<ProviderChanged> listener);

    /** The registration of a listener. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
