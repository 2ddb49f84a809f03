package dev.codeagent.providers;

import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import java.util.List;

/**
 * What an agent wants of its models.
 *
 * @param models in order of preference
 * @param allowedProviders the only providers that may receive the project's code; empty for all
 * @param projectProviders the providers in the project's configuration
 */
public record ModelPreferences(
        List<ModelRef> models,
        List<ProviderId> allowedProviders,
        GenerationParameters parameters,
        List<ProviderConfiguration> projectProviders) {
    public ModelPreferences {
        models = List.copyOf(models);
        allowedProviders = List.copyOf(allowedProviders);
        projectProviders = List.copyOf(projectProviders);
    }

    boolean isAllowed(ProviderId provider) {
        return allowedProviders.isEmpty() || allowedProviders.contains(provider);
    }
}
