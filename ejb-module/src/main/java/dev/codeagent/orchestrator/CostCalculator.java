package dev.codeagent.orchestrator;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.RunEvent;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Calculates costs by the prices in the providers' configurations, exact to the last decimal. */
public record CostCalculator(Function<ProviderId, Optional<ProviderConfiguration>> providers) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** The cost of the turns in US dollars as decimal text; empty if the price of a model is unknown or there is no turn. */
    String calculate(List<RunEvent.TurnFinished> turns) {
        Map<String, Optional<ProviderConfiguration>> configurations = new HashMap<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (RunEvent.TurnFinished turn : turns) {
            Optional<Price> price = configurations
                    .computeIfAbsent(turn.provider(), id -> providers.apply(new ProviderId(id)))
                    .flatMap(p -> findPrice(p, turn.model()));
            if (price.isEmpty()) {
                return "";
            }
            sum = sum.add(cost(turn, price.get()));
        }
        return turns.isEmpty() ? "" : sum.stripTrailingZeros().toPlainString();
    }

    private static Optional<Price> findPrice(ProviderConfiguration provider, String model) {
        return provider.prices().stream().filter(p -> p.model().equals(model)).findFirst();
    }

    private static BigDecimal cost(RunEvent.TurnFinished turn, Price price) {
        long uncachedTokens = turn.usage().inputTokens() - turn.usage().cachedTokens();
        BigDecimal cachedPrice =
                price.cached().isEmpty() ? new BigDecimal(price.input()) : new BigDecimal(price.cached());
        return new BigDecimal(price.input())
                .multiply(BigDecimal.valueOf(uncachedTokens))
                .add(cachedPrice.multiply(BigDecimal.valueOf(turn.usage().cachedTokens())))
                .add(new BigDecimal(price.output())
                        .multiply(BigDecimal.valueOf(turn.usage().outputTokens())))
                .divide(MILLION);
    }
}
