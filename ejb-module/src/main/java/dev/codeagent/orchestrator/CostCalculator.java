package dev.codeagent.orchestrator;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.BookingStatus;
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

    /**
     * The cost of a run so far, as its journal has it; runs of older versions have turns without costs, whose prices are
     * those of today. Empty if the price of a call is unknown.
     */
    Optional<BigDecimal> calculate(RunHistory history) {
        if (history.bookings().isEmpty()) {
            String sum = history.finishedTurns().isEmpty() ? "0" : calculate(history.finishedTurns());
            return Optional.of(sum).filter(text -> !text.isEmpty()).map(BigDecimal::new);
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (RunEvent.UsageBooked booking : history.bookings()) {
            if (booking.costUsd().isPresent()) {
                sum = sum.add(booking.costUsd().get());
            } else if (booking.status() != BookingStatus.RELEASED) {
                return Optional.empty();
            }
        }
        return Optional.of(sum);
    }

    /**
     * The cost of the turns in US dollars as decimal text; empty if the price of a model is unknown or invalid, or if
     * there is no turn.
     */
    String calculate(List<RunEvent.TurnFinished> turns) {
        Map<String, Optional<ProviderConfiguration>> configurations = new HashMap<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (RunEvent.TurnFinished turn : turns) {
            Optional<BigDecimal> cost = configurations
                    .computeIfAbsent(turn.provider(), id -> providers.apply(new ProviderId(id)))
                    .flatMap(p -> findPrice(p, turn.model()))
                    .flatMap(price -> cost(turn, price));
            if (cost.isEmpty()) {
                return "";
            }
            sum = sum.add(cost.get());
        }
        return turns.isEmpty() ? "" : sum.stripTrailingZeros().toPlainString();
    }

    private static Optional<Price> findPrice(ProviderConfiguration provider, String model) {
        return provider.prices().stream().filter(p -> p.model().equals(model)).findFirst();
    }

    private static Optional<BigDecimal> cost(RunEvent.TurnFinished turn, Price price) {
        long inputTokens = turn.usage().inputTokens();
        long cachedTokens = Math.min(turn.usage().cachedTokens(), inputTokens);
        Optional<BigDecimal> input = price(price.input(), inputTokens - cachedTokens);
        Optional<BigDecimal> cached = price(price.cached().isEmpty() ? price.input() : price.cached(), cachedTokens);
        Optional<BigDecimal> output = price(price.output(), turn.usage().outputTokens());
        return input.flatMap(
                a -> cached.flatMap(b -> output.map(c -> a.add(b).add(c).divide(MILLION))));
    }

    private static Optional<BigDecimal> price(String amount, long tokens) {
        return Price.parseAmount(amount).map(a -> a.multiply(BigDecimal.valueOf(tokens)));
    }
}
