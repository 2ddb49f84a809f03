package dev.codeagent.providers;

import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.catalog.ModelCapability;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.providers.catalog.ModelCatalog;
import dev.codeagent.providers.probe.ModelProbes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Selects the model of a provider if nobody named one, and knows what a model accepts. */
public final class ModelSelector {
    /** Names of models that return no text, for models that the catalogue does not have. */
    private static final Pattern NO_TEXT = Pattern.compile(".*(embed|rerank|whisper|\\btts\\b|moderation).*");

    private final Supplier<ModelCatalog> catalog;
    private final ModelProbes probes;

    /** @param probes what model servers and probes tell about models */
    public ModelSelector(Supplier<ModelCatalog> catalog, ModelProbes probes) {
        this.catalog = catalog;
        this.probes = probes;
    }

    /** What is known about a model of a provider. */
    public ModelTraits traits(String provider, String model) {
        return catalog.get().traits(provider, model);
    }

    /** What is known about a model, with what its server and a probe tell. */
    ModelTraits traits(ProviderConfiguration configuration, LlmProvider provider, String model) {
        return probes.traits(
                configuration, provider, model, traits(configuration.id().value(), model));
    }

    ModelProbes probes() {
        return probes;
    }

    /** The models that answer with text. */
    public List<String> withText(String provider, List<Model> models) {
        return models.stream()
                .filter(model -> !model.traits().embedding() && !isEmbedding(provider, model.id()))
                .map(Model::id)
                .toList();
    }

    private boolean isEmbedding(String provider, String model) {
        return catalog.get()
                .find(provider, model)
                .map(match -> match.model().can(ModelCapability.EMBEDDING))
                .orElseGet(() -> NO_TEXT.matcher(model.toLowerCase(Locale.ROOT)).matches());
    }

    /**
     * The configured model; else the first of the provider's catalogue that it offers; else the first that it offers;
     * else, if it lists none, the first of the catalogue.
     *
     * @param offered models that answer with text
     */
    public Optional<String> select(ProviderConfiguration configuration, List<String> offered) {
        if (!configuration.defaultModel().isEmpty()) {
            return Optional.of(configuration.defaultModel());
        }
        List<String> known = catalog.get().models(configuration.id().value()).stream()
                .filter(model -> !model.can(ModelCapability.EMBEDDING))
                .map(CatalogModel::id)
                .toList();
        return known.stream()
                .filter(offered::contains)
                .findFirst()
                .or(() -> offered.stream().findFirst());
    }

    /** The names that are most similar to one that a provider does not have. */
    List<String> nearest(String provider, String model, List<String> offered) {
        return catalog.get().nearest(provider, model, offered);
    }
}
