package dev.codeagent.bench.accounting;

import dev.codeagent.api.chat.Usage;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.util.Random;

/** The usage of scripted turns, their prices, and what they cost. */
final class ScriptedUsage {
    static final String MODEL = "scripted-1";
    /** US dollars per million tokens; all differ, so that no figure can be charged at the price of another one. */
    static final String INPUT = "3.17";

    static final String OUTPUT = "15.83";
    static final String CACHE_READ = "0.311";
    static final String CACHE_WRITE = "4.07";

    private ScriptedUsage() {}

    /** Figures that all differ; the parts are zero if they are not wanted. */
    static Usage random(Random random, boolean cacheRead, boolean cacheWrite, boolean reasoning) {
        long input = 6_000L + random.nextInt(5_000);
        long output = 900L + random.nextInt(900);
        return new Usage(
                input,
                output,
                cacheRead ? 100 + random.nextInt(1_500) : 0,
                cacheWrite ? 2_000 + random.nextInt(1_500) : 0,
                reasoning ? 10 + random.nextInt(700) : 0);
    }

    /** The usage as a turn of the script has it. */
    static JsonObject toScript(Usage usage) {
        return Json.createObjectBuilder()
                .add("input", usage.inputTokens())
                .add("output", usage.outputTokens())
                .add("cached", usage.cachedTokens())
                .add("cacheWrite", usage.cacheWriteTokens())
                .add("reasoning", usage.reasoningTokens())
                .build();
    }

    /** A scenario with the same turns for each agent. */
    static JsonObject scenario(JsonArray turns) {
        JsonObjectBuilder agents = Json.createObjectBuilder().add("*", turns);
        return Json.createObjectBuilder().add("agents", agents).build();
    }

    /** The prices as the configuration of a provider has them. */
    static JsonArray prices() {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add("model", MODEL)
                        .add("input", INPUT)
                        .add("output", OUTPUT)
                        .add("cached", CACHE_READ)
                        .add("cacheWrite", CACHE_WRITE))
                .build();
    }

    /** The cost in US dollars, calculated without the code of the server. */
    static BigDecimal cost(Usage usage) {
        long uncached = usage.inputTokens() - usage.cachedTokens() - usage.cacheWriteTokens();
        return dollars(uncached, INPUT)
                .add(dollars(usage.cachedTokens(), CACHE_READ))
                .add(dollars(usage.cacheWriteTokens(), CACHE_WRITE))
                .add(dollars(usage.outputTokens(), OUTPUT));
    }

    /** The most that a call can cost: all input is written to the cache, which costs most. */
    static BigDecimal mostCost(Usage reserved) {
        return dollars(reserved.inputTokens(), CACHE_WRITE).add(dollars(reserved.outputTokens(), OUTPUT));
    }

    private static BigDecimal dollars(long tokens, String price) {
        return new BigDecimal(price).multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
    }
}
