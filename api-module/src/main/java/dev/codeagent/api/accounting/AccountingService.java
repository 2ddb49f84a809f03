package dev.codeagent.api.accounting;

import dev.codeagent.api.security.Caller;
import java.math.BigDecimal;
import java.util.List;

/** Use cases of usage and budgets. */
public interface AccountingService {

    List<UsageTotal> usage(Caller caller, UsageQuery query);

    List<Budget> budgets(Caller caller);

    /**
     * Sets the limit of a budget; runs that paused at it and have room now continue.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if the limit is not an amount of money
     */
    Budget setBudget(Caller caller, BudgetId id, BigDecimal limitUsd);

    /** Removes the limit of a budget; a default of the configuration applies again. */
    void removeBudget(Caller caller, BudgetId id);
}
