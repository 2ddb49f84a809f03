package dev.codeagent.persistence.accounting;

import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.BudgetId.Period;
import dev.codeagent.api.accounting.BudgetId.Scope;
import dev.codeagent.api.wire.EnumCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A row of spending: whose, and in which span of time. All servers update such rows in the order of their keys, so that
 * no two transactions wait for each other.
 */
record SpendingKey(BudgetId budget, String span) implements Comparable<SpendingKey> {
    private static final Comparator<SpendingKey> ORDER = Comparator.comparing((SpendingKey k) -> k.budget.scope())
            .thenComparing(k -> k.budget.subject())
            .thenComparing(SpendingKey::span);

    /** The rows to which a call counts. */
    static List<SpendingKey> of(String run, String project, String caller, Instant at) {
        var keys = new ArrayList<SpendingKey>();
        keys.add(of(Scope.RUN, run, Period.TOTAL, at));
        for (Period period : Period.values()) {
            keys.add(of(Scope.PROJECT, project, period, at));
            keys.add(of(Scope.CALLER, caller, period, at));
            keys.add(of(Scope.SERVER, BudgetId.SERVER, period, at));
        }
        return keys;
    }

    static SpendingKey of(Scope scope, String subject, Period period, Instant at) {
        return new SpendingKey(new BudgetId(scope, subject, period), BudgetId.span(period, at));
    }

    String scopeName() {
        return EnumCodec.write(budget.scope());
    }

    @Override
    public int compareTo(SpendingKey other) {
        return ORDER.compare(this, other);
    }
}
