package dev.codeagent.api.accounting;

import java.math.BigDecimal;
import java.util.Optional;

/** Limits of the configuration in US dollars, for what has no budget of its own; empty fields do not limit. */
public record BudgetDefaults(
        Optional<BigDecimal> run,
        Optional<BigDecimal> projectMonth,
        Optional<BigDecimal> callerMonth,
        Optional<BigDecimal> serverMonth) {
    public static final BudgetDefaults NONE =
            new BudgetDefaults(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Optional<BigDecimal> find(BudgetId.Scope scope, BudgetId.Period period) {
        boolean month = period == BudgetId.Period.MONTH;
        return switch (scope) {
            case RUN -> month ? Optional.empty() : run;
            case PROJECT -> month ? projectMonth : Optional.empty();
            case CALLER -> month ? callerMonth : Optional.empty();
            case SERVER -> month ? serverMonth : Optional.empty();
        };
    }
}
