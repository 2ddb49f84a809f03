package dev.codeagent.providers.catalog;

import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.catalog.ModelCapability;
import dev.codeagent.api.catalog.ModelParameters;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.wire.RecordJson;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what is known about a model. A snapshot; {@link ModelCatalogFiles} has the current one. */
public final class ModelCatalog {
    private final List<CatalogModel> models;
    private final Map<String, String> roles;
    private final Map<String, ModelParameters> parameters;

    private ModelCatalog(
            List<CatalogModel> models, Map<String, String> roles, Map<String, ModelParameters> parametersByProvider) {
        this.models = List.copyOf(models);
        this.roles = Map.copyOf(roles);
        this.parameters = Map.copyOf(parametersByProvider);
    }

    /**
     * A model that was found.
     *
     * @param sameProvider whether it is the entry of the provider that was asked for; otherwise its prices do not apply
     */
    public record Match(CatalogModel model, boolean sameProvider) {}

    /** Merges layers; the fields of a later layer replace those of an earlier one, model by model. */
    static ModelCatalog merge(List<CatalogLayer> layers) {
        var parameters = new LinkedHashMap<String, JsonObject>();
        var roles = new LinkedHashMap<String, String>();
        var rows = new LinkedHashMap<String, JsonObject>();
        for (CatalogLayer layer : layers) {
            layer.parameters().forEach((provider, json) -> parameters.merge(provider, json, ModelCatalog::overlay));
            roles.putAll(layer.roles());
            layer.models()
                    .forEach(row -> rows.merge(
                            row.getString("provider") + "/" + row.getString("id"), row, ModelCatalog::overlay));
        }
        List<CatalogModel> models = rows.values().stream()
                .map(row -> toModel(row, parameters.get(row.getString("provider"))))
                .toList();
        var ofProviders = new HashMap<String, ModelParameters>();
        parameters.forEach((provider, json) ->
                ofProviders.put(provider, RecordJson.read(withDefaults(json), ModelParameters.class)));
        var catalog = new ModelCatalog(models, roles, ofProviders);
        roles.keySet().forEach(catalog::model);
        return catalog;
    }

    private static JsonObject overlay(JsonObject base, JsonObject override) {
        var merged = Json.createObjectBuilder(base);
        override.forEach((name, value) -> {
            boolean bothObjects = value instanceof JsonObject && base.get(name) instanceof JsonObject;
            merged.add(name, bothObjects ? overlay(base.getJsonObject(name), value.asJsonObject()) : value);
        });
        return merged.build();
    }

    private static CatalogModel toModel(JsonObject row, @org.jspecify.annotations.Nullable JsonObject ofProvider) {
        JsonObject defaults = Json.createObjectBuilder()
                .add("parameters", withDefaults(ofProvider == null ? JsonValue.EMPTY_JSON_OBJECT : ofProvider))
                .build();
        return RecordJson.read(overlay(defaults, row), CatalogModel.class);
    }

    private static JsonObject withDefaults(JsonObject parameters) {
        return overlay(RecordJson.write(ModelParameters.DEFAULT).build(), parameters);
    }

    public List<CatalogModel> models() {
        return models;
    }

    /** The entries of a provider. */
    public List<CatalogModel> models(String provider) {
        return models.stream()
                .filter(model -> model.provider().equals(provider))
                .toList();
    }

    /** The names of the roles. */
    public Set<String> roles() {
        return roles.keySet();
    }

    /**
     * The model that has a role.
     *
     * @throws AgentException CONFIGURATION if there is no such role or its model is not in the catalogue
     */
    public ModelRef model(String role) {
        String name = roles.get(role);
        if (name == null) {
            throw new AgentException(ErrorCode.CONFIGURATION, "the model catalogue has no role '" + role + "'");
        }
        ModelRef model = ModelRef.parse(name);
        if (models(model.provider().value()).stream().noneMatch(m -> m.id().equals(model.model()))) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "the model catalogue has no model '" + name + "', which the role '" + role
                            + "' names; correct the role or add the model");
        }
        return model;
    }

    /**
     * Finds a model of a provider: by its exact name, else by a name that differs in vendor, date, tag or revision; else
     * the same model of another provider.
     */
    public Optional<Match> find(String provider, String id) {
        return models(provider).stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .or(() -> findSpelling(models(provider), id))
                .map(model -> new Match(model, true))
                .or(() -> findElsewhere(id).map(model -> new Match(model, false)));
    }

    /** What a model accepts, also of one that is not in the catalogue. */
    public ModelParameters parameters(String provider, String id) {
        return parameters(provider, find(provider, id));
    }

    private ModelParameters parameters(String provider, Optional<Match> found) {
        return found.map(match -> match.model().parameters())
                .orElseGet(() -> parameters.getOrDefault(provider, ModelParameters.DEFAULT));
    }

    /** What is known about a model, in the form of the provider contract. */
    public ModelTraits traits(String provider, String id) {
        Optional<Match> match = find(provider, id);
        ModelParameters accepted = parameters(provider, match);
        Optional<CatalogModel> found = match.map(Match::model);
        return new ModelTraits(
                found.map(CatalogModel::contextWindow).orElse(0),
                found.map(CatalogModel::maxOutput).orElse(0),
                support(found, ModelCapability.TOOLS),
                support(found, ModelCapability.IMAGES),
                support(found, ModelCapability.THINKING),
                support(found, ModelCapability.JSON_SCHEMA),
                support(found, ModelCapability.FIM),
                found.filter(model -> model.can(ModelCapability.EMBEDDING)).isPresent(),
                accepted.maxTokens(),
                accepted.temperature(),
                accepted.effort());
    }

    private static ModelTraits.Support support(Optional<CatalogModel> model, ModelCapability capability) {
        return model.map(m -> m.can(capability) ? ModelTraits.Support.YES : ModelTraits.Support.NO)
                .orElse(ModelTraits.Support.UNKNOWN);
    }

    /** Models whose name, id or provider contains all words of the query. */
    public List<CatalogModel> search(String query) {
        List<String> words = List.of(query.toLowerCase(Locale.ROOT).strip().split("\\s+"));
        return models.stream()
                .filter(model -> {
                    String text = (model.provider() + "/" + model.id() + " " + model.name() + " "
                                    + model.capabilities())
                            .toLowerCase(Locale.ROOT);
                    return words.stream().allMatch(text::contains);
                })
                .toList();
    }

    /** The names most similar to one that a provider does not have; from its own list and the catalogue. */
    public List<String> nearest(String provider, String id, List<String> offered) {
        Set<String> names = new java.util.LinkedHashSet<>(offered);
        if (names.isEmpty()) {
            names = models(provider).stream().map(CatalogModel::id).collect(Collectors.toSet());
        }
        return ModelName.nearest(id, names, 3);
    }

    private Optional<CatalogModel> findElsewhere(String id) {
        var vendorFirst = new ArrayList<CatalogModel>();
        int slash = id.indexOf('/');
        if (slash > 0) {
            vendorFirst.addAll(models(id.substring(0, slash)));
        }
        vendorFirst.addAll(models);
        return findSpelling(vendorFirst, id);
    }

    private static Optional<CatalogModel> findSpelling(List<CatalogModel> models, String id) {
        String canonical = ModelName.canonical(id);
        return models.stream()
                .filter(model -> ModelName.canonical(model.id()).equals(canonical))
                .findFirst();
    }
}
