package dev.codeagent.orchestrator;

import dev.codeagent.api.accounting.AccountingService;
import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.accounting.UsageQuery;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The use cases of usage and budgets. */
public final class UsageReport implements AccountingService {
    private static final BigDecimal MAX_LIMIT = BigDecimal.valueOf(1_000_000);

    private final UsageStore usage;
    private final BudgetStore budgets;
    private final PausedRuns pausedRuns;
    private final RunReferences references;
    private final Clock clock;

    public UsageReport(
            UsageStore usage, BudgetStore budgets, PausedRuns pausedRuns, RunReferences references, Clock clock) {
        this.usage = usage;
        this.budgets = budgets;
        this.pausedRuns = pausedRuns;
        this.references = references;
        this.clock = clock;
    }

    @Override
    public List<UsageTotal> usage(Caller caller, UsageQuery query) {
        Optional<String> run = query.run().map(this::runId);
        return usage.totals(new UsageQuery(
                query.by(), run, query.project(), query.caller(), query.from(), query.to(), query.limit()));
    }

    @Override
    public List<Budget> budgets(Caller caller) {
        return budgets.list(clock.instant());
    }

    @Override
    public Budget setBudget(Caller caller, BudgetId id, BigDecimal limitUsd) {
        if (limitUsd.signum() < 0 || limitUsd.compareTo(MAX_LIMIT) > 0 || limitUsd.scale() > 12) {
            throw AgentException.invalidValue(
                    "field 'limitUsd': '" + limitUsd.toPlainString()
                            + "' is not a limit; write US dollars from 0 to 1000000 with at most 12 decimals, for example 5.00");
        }
        BudgetId budget = withRunId(requireValid(id));
        pausedRuns.resumeAfter(() -> budgets.put(budget, limitUsd, caller.name(), clock.instant()), caller.name());
        return find(budget);
    }

    @Override
    public void removeBudget(Caller caller, BudgetId id) {
        pausedRuns.resumeAfter(
                () -> {
                    if (!budgets.remove(id) && !budgets.remove(withRunId(id))) {
                        throw new AgentException(
                                ErrorCode.NOT_FOUND,
                                "no budget " + id + " is set; `codeagent budgets list` shows them");
                    }
                },
                caller.name());
    }

    /** The budget of the run whose id begins with the subject, or of the newest run. */
    private BudgetId withRunId(BudgetId id) {
        return id.scope() == BudgetId.Scope.RUN ? new BudgetId(id.scope(), runId(id.subject()), id.period()) : id;
    }

    private String runId(String reference) {
        return references.find(new RunId(reference)).id().value();
    }

    private static BudgetId requireValid(BudgetId id) {
        if (id.subject().isBlank() || id.subject().length() > 200) {
            throw AgentException.invalidValue("the subject of a budget is the id of a run or project, or the name of a"
                    + " caller, of at most 200 characters");
        }
        if (id.scope() == BudgetId.Scope.SERVER && !id.subject().equals(BudgetId.SERVER)) {
            throw AgentException.invalidValue("'" + id.subject()
                            + "' is not the subject of a budget of the server; write " + BudgetId.SERVER)
                    .inField("subject");
        }
        if (id.scope() == BudgetId.Scope.RUN && id.period() == BudgetId.Period.MONTH) {
            throw AgentException.invalidValue("a budget of a run has the period total")
                    .inField("period");
        }
        return id;
    }

    private Budget find(BudgetId id) {
        return budgets.list(clock.instant()).stream()
                .filter(budget -> budget.id().equals(id.toString()))
                .findFirst()
                .orElseThrow(() -> new AgentException(ErrorCode.CONFLICT, "the budget " + id + " was removed again"));
    }
}
