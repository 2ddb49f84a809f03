package dev.codeagent.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ProviderConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The model that is requested if neither the agent nor the configuration names one: the first one that can chat. */
final class DefaultModels {
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private final ModelSelector selector;
    private final ConcurrentHashMap<ProviderConfiguration, Entry> entries = new ConcurrentHashMap<>();

    DefaultModels(LongSupplier nanoTime, ModelSelector selector) {
        this.nanoTime = nanoTime;
        this.selector = selector;
    }

    private record Entry(String model, long createdNanos) {}

    /**
     * Returns the default model; requests the provider's list if it is older than some minutes.
     *
     * @throws AgentException NO_PROVIDER if the provider lists no model that can chat
     */
    String find(ProviderConfiguration configuration, LlmProvider provider) {
        Entry cached = entries.get(configuration);
        if (cached != null && nanoTime.getAsLong() - cached.createdNanos() < MAX_AGE.toNanos()) {
            return cached.model();
        }
        // Outside of the map's methods, which would block others while the provider answers.
        String model = select(configuration, provider.installedModels());
        entries.put(configuration, new Entry(model, nanoTime.getAsLong()));
        return model;
    }

    private String select(ProviderConfiguration configuration, List<Model> models) {
        String id = configuration.id().value();
        return selector.select(configuration, selector.withText(id, models))
                .orElseThrow(() -> new AgentException(
                        ErrorCode.NO_PROVIDER,
                        models.isEmpty()
                                ? "provider " + id + " offers no model; load one, or name it: " + id + "/MODEL"
                                : "provider " + id + " lists embedding models alone, which cannot chat; name a model: "
                                        + id + "/MODEL"));
    }
}
