package dev.codeagent.api.accounting;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Stores the limits of budgets; what was spent is derived from the journal. */
public interface BudgetStore {

    /** The stored budgets and the default ones of the configuration, with their spending now. */
    List<Budget> list(Instant now);

    /** The budgets that limit the calls of a run, with their spending now. */
    List<Budget> findFor(String run, String project, String caller, Instant now);

    /** Sets the limit of a budget. */
    void put(BudgetId id, BigDecimal limitUsd, String setBy, Instant now);

    /** Removes the limit; a default of the configuration applies again. Returns false if there was none. */
    boolean remove(BudgetId id);
}
