package dev.codeagent.providers.accounting;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.wire.DurationFormat;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The rate limits of all providers of this server. */
public final class RateLimits {
    private static final Set<String> FIELDS = Set.of("requests", "tokens", "window");

    private final Map<ProviderId, RateLimit> limits;
    private final LongSupplier nanoTime;
    private final Map<ProviderId, RateLimiter> limiters = new ConcurrentHashMap<>();

    public RateLimits(Map<ProviderId, RateLimit> limits, LongSupplier nanoTime) {
        this.limits = Map.copyOf(limits);
        this.nanoTime = nanoTime;
    }

    /**
     * Reads {@code providers.limits}: a map from provider name to {@code requests}, {@code tokens} and {@code window}.
     *
     * @throws AgentException INVALID_VALUE names the field
     */
    public static Map<ProviderId, RateLimit> parse(JsonObject json) {
        var limits = new HashMap<ProviderId, RateLimit>();
        json.forEach((name, value) -> limits.put(new ProviderId(name), read("providers.limits." + name, value)));
        return limits;
    }

    private static RateLimit read(String place, JsonValue value) {
        if (!(value instanceof JsonObject fields)) {
            throw AgentException.invalidValue(place + " must be a map: requests, tokens, window");
        }
        for (String field : fields.keySet()) {
            if (!FIELDS.contains(field)) {
                throw AgentException.invalidValue(
                        place + ": unknown field '" + field + "'; use requests, tokens and window");
            }
        }
        Duration window = fields.containsKey("window")
                ? DurationFormat.parse(place + ".window", fields.getString("window", ""))
                : RateLimit.NONE.window();
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofDays(1)) > 0) {
            throw AgentException.invalidValue(place + ".window must be from 1s to 1d");
        }
        return new RateLimit(count(place, fields, "requests"), count(place, fields, "tokens"), window);
    }

    private static long count(String place, JsonObject fields, String field) {
        if (!fields.containsKey(field)) {
            return 0;
        }
        String text = fields.get(field).toString().replace("\"", "");
        if (!text.matches("[1-9]\\d{0,11}")) {
            throw AgentException.invalidValue(place + "." + field + ": '" + text + "' is not a whole number from 1 on");
        }
        return Long.parseLong(text);
    }

    Optional<RateLimiter> find(ProviderId provider) {
        RateLimit limit = limits.getOrDefault(provider, RateLimit.NONE);
        return limit.isLimited()
                ? Optional.of(limiters.computeIfAbsent(provider, p -> new RateLimiter(limit, nanoTime)))
                : Optional.empty();
    }
}
