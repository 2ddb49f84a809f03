package dev.codeagent.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Selects the models that may answer an agent. */
final class ModelCandidates {
    private final ConfiguredProviders providers;
    private final Optional<ModelRef> defaultProvider;
    private final DefaultModels defaultModels;

    /** @param defaultProvider serves agents none of whose own providers is configured */
    ModelCandidates(ConfiguredProviders providers, Optional<ModelRef> defaultProvider, DefaultModels defaultModels) {
        this.providers = providers;
        this.defaultProvider = defaultProvider;
        this.defaultModels = defaultModels;
    }

    /** A model to request; empty for the provider's default model. */
    record Candidate(ProviderConfiguration configuration, String model) {}

    /** The models in order of preference, without those that cannot be used; {@code notices} gets the code and the text of each reason. */
    List<Candidate> find(ModelPreferences preferences, BiConsumer<String, String> notices) {
        var candidates = new ArrayList<Candidate>();
        for (ModelRef choice : preferences.models()) {
            var found = providers.find(choice.provider(), preferences.projectProviders());
            if (found.isEmpty() && preferences.models().size() == 1) {
                throw unknownProvider(choice.provider());
            }
            Optional<String> reason = !preferences.isAllowed(choice.provider())
                    ? Optional.of("the project does not allow this provider")
                    : found.isEmpty()
                            ? Optional.of("the provider is not configured")
                            : found.flatMap(providers::unavailableReason);
            if (reason.isPresent()) {
                notices.accept("provider.skipped", choice + " is skipped: " + reason.get());
            } else {
                candidates.add(new Candidate(found.orElseThrow(), choice.model()));
            }
        }
        if (candidates.isEmpty() && preferences.models().size() > 1) {
            findDefault(preferences).or(() -> findAnyConfigured(preferences)).ifPresent(fallback -> {
                notices.accept(
                        "provider.other",
                        "none of the agent's providers is configured; "
                                + fallback.configuration().id() + " is used instead");
                candidates.add(fallback);
            });
        }
        return candidates;
    }

    private Optional<Candidate> findDefault(ModelPreferences preferences) {
        return defaultProvider
                .filter(ref -> preferences.isAllowed(ref.provider()))
                .flatMap(ref -> providers
                        .find(ref.provider(), preferences.projectProviders())
                        .filter(configuration ->
                                providers.unavailableReason(configuration).isEmpty())
                        .map(configuration -> new Candidate(configuration, ref.model())));
    }

    private Optional<Candidate> findAnyConfigured(ModelPreferences preferences) {
        var all = new ArrayList<>(preferences.projectProviders());
        providers.all().forEach(e -> all.add(e.configuration()));
        return all.stream()
                .filter(c -> preferences.isAllowed(c.id()))
                .filter(c -> providers.unavailableReason(c).isEmpty())
                .filter(c -> !c.defaultModel().isEmpty() || ConfiguredProviders.isLocal(c))
                .map(c -> new Candidate(c, ""))
                .findFirst();
    }

    /** The model that the request names; requests the list of the provider if nothing else names one. */
    String resolveModel(Candidate candidate, LlmProvider provider) {
        if (!candidate.model().isEmpty()) {
            return candidate.model();
        }
        String configured = candidate.configuration().defaultModel();
        return configured.isEmpty() ? defaultModels.find(candidate.configuration(), provider) : configured;
    }

    private AgentException unknownProvider(ProviderId id) {
        return new AgentException(
                ErrorCode.UNKNOWN_PROVIDER,
                "no provider '" + id + "' is configured" + providers.didYouMean(id)
                        + "; add it with `codeagent providers add " + id
                        + " --key-env VAR` (or --url URL for a server of your own), or choose another one with"
                        + " --provider");
    }

    static AgentException noProvider(ModelPreferences preferences) {
        return new AgentException(
                ErrorCode.NO_PROVIDER,
                "no model provider is configured for this agent (preferred: "
                        + String.join(
                                ", ",
                                preferences.models().stream()
                                        .map(ModelRef::toString)
                                        .toList())
                        + "); add one with `codeagent providers add NAME --key KEY`, start a local model server,"
                        + " or choose one with --provider");
    }
}
