package dev.codeagent.providers.catalog;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * Converts the {@code api.json} of models.dev, an object of providers with their models, into the form of the catalogue.
 * Providers that this system does not know are left out.
 */
final class ModelsDevImport {
    private static final int LONG_CONTEXT = 200_000;

    private final Map<String, String> providers;
    private final BiPredicate<String, String> fillsInTheMiddle;
    private final String source;
    private final String date;

    /**
     * @param providers the name of a provider in this system by its name there
     * @param fillsInTheMiddle whether a model can do so: models.dev does not say it
     */
    ModelsDevImport(
            Map<String, String> providers, BiPredicate<String, String> fillsInTheMiddle, String source, String date) {
        this.providers = Map.copyOf(providers);
        this.fillsInTheMiddle = fillsInTheMiddle;
        this.source = source;
        this.date = date;
    }

    /** Whether the file has that form. */
    static boolean accepts(JsonObject json) {
        return !json.isEmpty()
                && json.values().stream()
                        .allMatch(
                                p -> p instanceof JsonObject provider && provider.get("models") instanceof JsonObject);
    }

    JsonObject convert(JsonObject json) {
        JsonArrayBuilder models = Json.createArrayBuilder();
        new TreeMap<>(providers).forEach((theirs, ours) -> {
            if (json.get(theirs) instanceof JsonObject provider) {
                provider.getJsonObject("models").forEach((id, model) -> {
                    if (model instanceof JsonObject row && writesText(row)) {
                        models.add(convertModel(ours, id, row));
                    }
                });
            }
        });
        return Json.createObjectBuilder()
                .add("version", 1)
                .add("models", models)
                .build();
    }

    /** Models for pictures, sound and video are of no use here. */
    private static boolean writesText(JsonObject row) {
        return !(object(row, "modalities").get("output") instanceof JsonArray output)
                || output.contains(Json.createValue("text"));
    }

    private JsonObject convertModel(String provider, String id, JsonObject row) {
        JsonObject limit = object(row, "limit");
        JsonObjectBuilder model = Json.createObjectBuilder()
                .add("provider", provider)
                .add("id", id)
                .add("name", row.get("name") instanceof JsonString name ? name.getString() : id)
                .add("contextWindow", tokens(limit, "context"))
                .add("maxOutput", tokens(limit, "output"))
                .add("capabilities", capabilities(provider, id, row))
                .add("source", source)
                .add("checked", date);
        JsonArray prices = prices(object(row, "cost"));
        if (!prices.isEmpty()) {
            model.add("prices", prices);
        }
        if (row.getOrDefault("temperature", JsonValue.NULL) == JsonValue.FALSE) {
            model.add("parameters", Json.createObjectBuilder().add("temperature", false));
        }
        return model.build();
    }

    private JsonArrayBuilder capabilities(String provider, String id, JsonObject row) {
        JsonArrayBuilder capabilities = Json.createArrayBuilder();
        if (isTrue(row, "tool_call")) {
            capabilities.add("tools");
        }
        if (object(row, "modalities").get("input") instanceof JsonArray input
                && input.contains(Json.createValue("image"))) {
            capabilities.add("images");
        }
        if (isTrue(row, "reasoning")) {
            capabilities.add("thinking");
        }
        if (isTrue(row, "structured_output")) {
            capabilities.add("json-schema");
        }
        if (fillsInTheMiddle.test(provider, id)) {
            capabilities.add("fim");
        }
        if (id.contains("embed")) {
            capabilities.add("embedding");
        }
        return capabilities;
    }

    private static JsonArray prices(JsonObject cost) {
        JsonArrayBuilder prices = Json.createArrayBuilder();
        if (!(cost.get("input") instanceof JsonNumber) || !(cost.get("output") instanceof JsonNumber)) {
            return prices.build();
        }
        prices.add(price(0, cost, cost));
        var tiers = new TreeMap<Integer, JsonObject>();
        if (cost.get("context_over_200k") instanceof JsonObject tier) {
            tiers.put(LONG_CONTEXT, tier);
        }
        if (cost.get("tiers") instanceof JsonArray list) {
            for (JsonValue value : list) {
                if (value instanceof JsonObject tier) {
                    int from = Math.max(tokens(object(tier, "context"), "min"), tokens(object(tier, "tier"), "size"));
                    if (from > 0) {
                        tiers.put(from, tier);
                    }
                }
            }
        }
        tiers.forEach((above, tier) -> prices.add(price(above, tier, cost)));
        return prices.build();
    }

    private static JsonObject price(int above, JsonObject tier, JsonObject base) {
        JsonObjectBuilder price = Json.createObjectBuilder().add("aboveInputTokens", above);
        addAmount(price, "input", "input", tier, base);
        addAmount(price, "output", "output", tier, base);
        addAmount(price, "cacheRead", "cache_read", tier, base);
        addAmount(price, "cacheWrite", "cache_write", tier, base);
        return price.build();
    }

    private static void addAmount(
            JsonObjectBuilder price, String ours, String theirs, JsonObject tier, JsonObject base) {
        if (tier.getOrDefault(theirs, base.getOrDefault(theirs, JsonValue.NULL)) instanceof JsonNumber amount) {
            price.add(ours, amount.bigDecimalValue().toPlainString());
        }
    }

    private static int tokens(JsonObject json, String field) {
        return json.get(field) instanceof JsonNumber number
                ? (int) Math.clamp(number.longValue(), 0, Integer.MAX_VALUE)
                : 0;
    }

    private static boolean isTrue(JsonObject json, String field) {
        return json.getOrDefault(field, JsonValue.NULL) == JsonValue.TRUE;
    }

    private static JsonObject object(JsonObject json, String field) {
        return json.get(field) instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }
}
