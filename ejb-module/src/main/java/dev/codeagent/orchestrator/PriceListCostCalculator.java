package dev.codeagent.orchestrator;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import dev.codeagent.api.run.RunEvent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Costs by the prices that stand in the providers' configurations, exact to the last decimal. */
public record PriceListCostCalculator(Supplier<List<ProviderConfiguration>> providers) implements CostCalculator {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    @Override
    public String calculate(List<RunEvent.TurnFinished> turns) {
        List<ProviderConfiguration> all = providers.get();
        BigDecimal sum = BigDecimal.ZERO;
        for (RunEvent.TurnFinished turn : turns) {
            Optional<Price> price = findPrice(all, turn);
            if (price.isEmpty()) {
                return "";
            }
            sum = sum.add(cost(turn, price.get()));
        }
        return turns.isEmpty() ? "" : sum.stripTrailingZeros().toPlainString();
    }

    private static Optional<Price> findPrice(List<ProviderConfiguration> all, RunEvent.TurnFinished turn) {
        return all.stream()
                .filter(p -> p.id().value().equals(turn.provider()))
                .flatMap(p -> p.prices().stream())
                .filter(p -> p.model().equals(turn.model()))
                .findFirst();
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
