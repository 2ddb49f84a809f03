package dev.codeagent.api.accounting;

import java.util.List;

/** Reads the totals of model calls; they are projections of the journal. */
public interface UsageStore {

    List<UsageTotal> totals(UsageQuery query);

    /** Forgets all totals and the spending of all budgets, and computes them from the journal again. */
    void rebuild();
}
