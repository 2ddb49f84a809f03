package dev.codeagent.providers.catalog;

import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.catalog.ModelCapability;
import dev.codeagent.api.catalog.ModelParameters;
import dev.codeagent.api.catalog.ModelPrices;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.api.wire.RecordJson;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One file of the catalogue, checked. A row may be incomplete: the other fields come from the layers below.
 *
 * @param parameters what the models of a provider accept unless their row says otherwise
 */
record CatalogLayer(List<JsonObject> models, Map<String, String> roles, Map<String, JsonObject> parameters) {
    private static final List<String> FIELDS = List.of("version", "roles", "parameters", "models");
    private static final List<String> OUTPUT_LIMITS = List.of("max_tokens", "max_completion_tokens");

    CatalogLayer {
        models = List.copyOf(models);
        roles = Map.copyOf(roles);
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads a file of the catalogue's own form.
     *
     * @param place the file, for messages
     * @throws AgentException INVALID_VALUE; the message names place, entry and field
     */
    static CatalogLayer read(String place, JsonObject json) {
        requireFields(place, json, FIELDS);
        if (json.containsKey("version") && !json.get("version").toString().equals("1")) {
            throw invalid(place, "version " + json.get("version") + " is not known; this server reads version 1");
        }
        var models = new ArrayList<JsonObject>();
        if (json.get("models") instanceof JsonArray rows) {
            for (int i = 0; i < rows.size(); i++) {
                models.add(readModel(place + ": models[" + i + "]", rows.get(i)));
            }
        } else if (json.containsKey("models")) {
            throw invalid(place, "'models' must be an array");
        }
        var roles = new LinkedHashMap<String, String>();
        object(place, json, "roles").forEach((role, model) -> roles.put(role, readRole(place, role, model)));
        var parameters = new LinkedHashMap<String, JsonObject>();
        object(place, json, "parameters").forEach((provider, value) -> {
            String at = place + ": parameters." + provider;
            parameters.put(provider, readParameters(at, value));
        });
        return new CatalogLayer(models, roles, parameters);
    }

    private static String readRole(String place, String role, JsonValue model) {
        if (model instanceof JsonString name
                && !ModelRef.parse(name.getString()).model().isEmpty()) {
            return name.getString();
        }
        throw invalid(place, "role '" + role + "' must name PROVIDER/MODEL");
    }

    private static JsonObject readModel(String place, JsonValue value) {
        if (!(value instanceof JsonObject row)) {
            throw invalid(place, "must be an object");
        }
        for (String field : List.of("provider", "id")) {
            if (!(row.get(field) instanceof JsonString name) || name.getString().isBlank()) {
                throw invalid(place, "'" + field + "' is missing");
            }
        }
        String named = place + " (" + row.getString("provider") + "/" + row.getString("id") + ")";
        requireFields(named, row, componentNames(CatalogModel.class));
        if (row.containsKey("parameters")) {
            readParameters(named + ": parameters", row.get("parameters"));
        }
        checkCapabilities(named, row);
        CatalogModel model = readRecord(named, row, CatalogModel.class);
        if (model.contextWindow() < 0 || model.maxOutput() < 0) {
            throw invalid(named, "'contextWindow' and 'maxOutput' cannot be negative");
        }
        checkPrices(named, row, model.prices());
        return row;
    }

    private static void checkCapabilities(String place, JsonObject row) {
        List<String> known =
                Arrays.stream(ModelCapability.values()).map(EnumCodec::write).toList();
        if (row.get("capabilities") instanceof JsonArray names) {
            for (JsonValue name : names) {
                if (!(name instanceof JsonString text) || !known.contains(text.getString())) {
                    throw invalid(place, "capability " + name + " is not known; known are " + known);
                }
            }
        }
    }

    private static void checkPrices(String place, JsonObject row, List<ModelPrices> prices) {
        int above = -1;
        for (int i = 0; i < prices.size(); i++) {
            ModelPrices price = prices.get(i);
            requireFields(
                    place + ": prices[" + i + "]",
                    row.getJsonArray("prices").getJsonObject(i),
                    componentNames(ModelPrices.class));
            if (price.aboveInputTokens() <= above) {
                throw invalid(place, "prices must be in the order of 'aboveInputTokens', the first with 0");
            }
            above = price.aboveInputTokens();
            for (String amount : List.of(price.input(), price.output())) {
                requireAmount(place, amount);
            }
            for (String amount : List.of(price.cacheRead(), price.cacheWrite(), price.cacheWriteLong())) {
                if (!amount.isEmpty()) {
                    requireAmount(place, amount);
                }
            }
        }
    }

    private static void requireAmount(String place, String amount) {
        if (ProviderConfiguration.Price.parseAmount(amount).isEmpty()) {
            throw invalid(
                    place,
                    "'" + amount + "' is not a price; write US dollars per million tokens as text, such as 2.50");
        }
    }

    private static JsonObject readParameters(String place, JsonValue value) {
        if (!(value instanceof JsonObject json)) {
            throw invalid(place, "must be an object");
        }
        requireFields(place, json, componentNames(ModelParameters.class));
        String maxTokens = readRecord(place, json, ModelParameters.class).maxTokens();
        if (!maxTokens.isEmpty() && !OUTPUT_LIMITS.contains(maxTokens)) {
            throw invalid(place, "'maxTokens' is one of " + OUTPUT_LIMITS + ", was '" + maxTokens + "'");
        }
        return json;
    }

    private static <T extends Record> T readRecord(String place, JsonObject json, Class<T> type) {
        try {
            return RecordJson.read(json, type);
        } catch (AgentException e) {
            throw invalid(place, e.getMessage());
        }
    }

    private static JsonObject object(String place, JsonObject json, String field) {
        JsonValue value = json.getOrDefault(field, JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw invalid(place, "'" + field + "' must be an object");
    }

    private static List<String> componentNames(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static void requireFields(String place, JsonObject json, List<String> known) {
        for (String field : json.keySet()) {
            if (!known.contains(field)) {
                throw invalid(place, "field '" + field + "' is not known; known are " + known);
            }
        }
    }

    static AgentException invalid(String place, String problem) {
        return AgentException.invalidValue(place + ": " + problem);
    }
}
