package dev.codeagent.providers.models;

import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.catalog.ModelCapability;
import dev.codeagent.api.catalog.ModelPrices;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelPull;
import dev.codeagent.api.provider.ModelService;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.Page;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.catalog.ModelCatalog;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The use cases for models. */
public final class ProviderModels implements ModelService {
    private static final int MAX_NAME_LENGTH = 200;

    private final ConfiguredProviders providers;
    private final ModelCatalogFiles catalog;
    private final CatalogDownload download;
    private final ModelPulls pulls;
    private final Clock clock;

    public ProviderModels(
            ConfiguredProviders providers,
            ModelCatalogFiles catalog,
            CatalogDownload download,
            ModelPulls pulls,
            Clock clock) {
        this.providers = providers;
        this.catalog = catalog;
        this.download = download;
        this.pulls = pulls;
        this.clock = clock;
    }

    /** Reads the catalogue from its address. */
    public interface CatalogDownload {
        String source();

        String read();
    }

    @Override
    public Page<ProviderModel> list(Caller caller, ProviderId provider, String query, int page, int pageSize) {
        LlmProvider connection = connect(provider);
        Page<Model> models = query.isBlank()
                ? connection.availableModels(page, pageSize)
                : connection.searchModels(query, page, pageSize);
        ModelCatalog known = catalog.current();
        return new Page<>(
                models.items().stream()
                        .map(model -> describe(known, provider, model))
                        .toList(),
                models.number(),
                models.pageSize(),
                models.total());
    }

    /** What the provider says about a model counts more than the catalogue. */
    private static ProviderModel describe(ModelCatalog catalog, ProviderId provider, Model model) {
        Optional<ModelCatalog.Match> match = catalog.find(provider.value(), model.id());
        Optional<CatalogModel> entry = match.map(ModelCatalog.Match::model);
        List<ModelPrices> prices = match.filter(ModelCatalog.Match::sameProvider)
                .map(m -> m.model().prices())
                .orElse(List.of());
        int contextTokens = model.traits().contextTokens();
        int maxOutputTokens = model.traits().maxOutputTokens();
        return new ProviderModel(
                model.id(),
                model.name().equals(model.id()) ? entry.map(CatalogModel::name).orElse(model.id()) : model.name(),
                model.installed(),
                model.sizeBytes(),
                contextTokens > 0
                        ? contextTokens
                        : entry.map(CatalogModel::contextWindow).orElse(0),
                maxOutputTokens > 0
                        ? maxOutputTokens
                        : entry.map(CatalogModel::maxOutput).orElse(0),
                capabilities(model, entry),
                prices);
    }

    private static List<String> capabilities(Model model, Optional<CatalogModel> entry) {
        var names = new ArrayList<String>();
        for (ModelCapability capability : ModelCapability.values()) {
            Support support = support(model, capability);
            boolean inCatalog = entry.filter(e -> e.can(capability)).isPresent();
            if (support == Support.YES || support == Support.UNKNOWN && inCatalog) {
                names.add(EnumCodec.write(capability));
            }
        }
        return names;
    }

    private static Support support(Model model, ModelCapability capability) {
        return switch (capability) {
            case TOOLS -> model.traits().tools();
            case IMAGES -> model.traits().images();
            case THINKING -> model.traits().thinking();
            case JSON_SCHEMA -> model.traits().structuredOutput();
            case FIM -> model.traits().fillInMiddle();
            case EMBEDDING -> model.traits().embedding() ? Support.YES : Support.UNKNOWN;
        };
    }

    @Override
    public List<CatalogModel> search(Caller caller, String query) {
        return catalog.current().search(query);
    }

    @Override
    public CatalogRefresh refreshCatalog(Caller caller) {
        ModelCatalogFiles.Refresh refresh = catalog.refresh(
                download.source(), download.read(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return new CatalogRefresh(download.source(), refresh.models(), refresh.added());
    }

    @Override
    public ModelPull startPull(Caller caller, ProviderId provider, String model) {
        return pulls.start(provider, requireName(model), connectToModelServer(provider));
    }

    @Override
    public ModelPull getPull(Caller caller, ProviderId provider, String pull) {
        return pulls.get(provider, pull);
    }

    @Override
    public List<ModelPull> listPulls(Caller caller, ProviderId provider) {
        return pulls.list(provider);
    }

    @Override
    public ModelPull cancelPull(Caller caller, ProviderId provider, String pull) {
        return pulls.cancel(provider, pull);
    }

    @Override
    public void remove(Caller caller, ProviderId provider, String model) {
        connectToModelServer(provider).removeModel(requireName(model));
    }

    private static String requireName(String model) {
        if (model.isBlank() || model.length() > MAX_NAME_LENGTH || model.chars().anyMatch(Character::isISOControl)) {
            throw AgentException.invalidValue(
                    "field 'model': name a model in at most " + MAX_NAME_LENGTH + " characters");
        }
        return model.strip();
    }

    private LlmProvider connectToModelServer(ProviderId provider) {
        LlmProvider connection = connect(provider);
        if (!connection.capabilities().modelInstallation()) {
            throw AgentException.invalidValue("provider '" + provider
                    + "' does not install models over its API; local servers like Ollama, LM Studio and Docker Model"
                    + " Runner do, with their own wire");
        }
        return connection;
    }

    private LlmProvider connect(ProviderId provider) {
        ProviderConfiguration configuration = providers
                .find(provider, List.of())
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_PROVIDER,
                        "no provider '" + provider + "'" + providers.didYouMean(provider)
                                + "; add it with `codeagent providers add " + provider + "`"));
        return providers.connect(configuration);
    }
}
