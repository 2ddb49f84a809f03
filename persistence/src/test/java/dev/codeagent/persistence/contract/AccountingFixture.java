package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.accounting.UsageQuery;
import dev.codeagent.api.accounting.UsageQuery.Group;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.ModelPrice;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.ModelCall;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Calls, runs and budgets of the tests of accounting. Each test uses its own run, project and caller. */
abstract class AccountingFixture {
    static final Instant NOVEMBER = Instant.parse("2026-11-30T23:59:59Z");
    static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    static final ModelPrice PRICE = new ModelPrice(
            new BigDecimal("3"), new BigDecimal("15"), new BigDecimal("0.30"), new BigDecimal("3.75"), "configuration");

    final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
    final RunId run = new RunId("run-" + name);
    final String project = "p-" + name;
    final String caller = "größe 🙂 " + name;

    protected abstract RunJournal journal(BudgetDefaults defaults);

    protected abstract UsageStore usage();

    protected abstract BudgetStore budgets(BudgetDefaults defaults);

    RunJournal journal() {
        return journal(BudgetDefaults.NONE);
    }

    BudgetStore budgets() {
        return budgets(BudgetDefaults.NONE);
    }

    ModelCall call(String id, String agent) {
        return new ModelCall(id, agent, agent, project, caller, "demo", "m/1", Optional.of(PRICE));
    }

    RunEvent reserved(String id, String cost) {
        return new RunEvent.UsageReserved(
                call(id, "coding"), new Usage(1000, 400, 0), Optional.of(new BigDecimal(cost)));
    }

    RunEvent booked(String id, BookingStatus status, Usage usage, String cost) {
        return new RunEvent.UsageBooked(call(id, "coding"), status, usage, Optional.of(new BigDecimal(cost)));
    }

    void append(Instant at, RunEvent... events) {
        append(journal(), run, at, events);
    }

    void append(RunJournal journal, RunId id, Instant at, RunEvent... events) {
        long seq = journal.find(id).map(Run::lastSeq).orElse(0L);
        var recorded = new ArrayList<RecordedEvent>();
        if (seq == 0) {
            recorded.add(new RecordedEvent(
                    id,
                    ++seq,
                    at,
                    new RunEvent.Created(
                            project,
                            "s-" + project,
                            caller,
                            "/code",
                            List.of(),
                            "x",
                            List.of(AgentName.CODING),
                            "",
                            false,
                            false,
                            "",
                            Optional.empty(),
                            Optional.empty())));
        }
        for (RunEvent event : events) {
            recorded.add(new RecordedEvent(id, ++seq, at, event));
        }
        journal.append(recorded);
    }

    UsageQuery query(Group by) {
        return new UsageQuery(
                by,
                Optional.empty(),
                Optional.of(project),
                Optional.of(caller),
                Optional.empty(),
                Optional.empty(),
                100);
    }

    UsageTotal total() {
        List<UsageTotal> totals = usage().totals(query(Group.PROJECT));
        assertThat(totals).hasSize(1);
        return totals.getFirst();
    }

    BudgetId projectTotal() {
        return new BudgetId(BudgetId.Scope.PROJECT, project, BudgetId.Period.TOTAL);
    }

    Budget budget(BudgetId id) {
        return budgets().findFor(run.value(), project, caller, DECEMBER).stream()
                .filter(b -> b.id().equals(id.toString()))
                .findFirst()
                .orElseThrow();
    }
}
