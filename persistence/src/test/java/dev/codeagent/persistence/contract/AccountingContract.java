package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.UsageQuery.Group;
import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of usage and budgets, for any database. */
public abstract class AccountingContract extends AccountingFixture {
    @Test
    void countsACallInFlightApartAndReplacesItsReservation() {
        append(NOVEMBER, reserved("c1", "0.009"));
        UsageTotal open = total();
        append(NOVEMBER, booked("c1", BookingStatus.CONFIRMED, new Usage(900, 100, 500, 100, 40), "0.002925000001"));

        assertThat(open.calls()).isZero();
        assertThat(open.openCalls()).isEqualTo(1);
        assertThat(open.reservedUsd()).isEqualByComparingTo("0.009");
        assertThat(total())
                .isEqualTo(new UsageTotal(
                        project,
                        1,
                        new Usage(900, 100, 500, 100, 40),
                        new BigDecimal("0.002925000001"),
                        0,
                        0,
                        BigDecimal.ZERO,
                        0,
                        BigDecimal.ZERO,
                        0));
    }

    @Test
    void countsAnAnswerOfTheResponseCacheAndChargesNothing() {
        budgets().put(projectTotal(), new BigDecimal("0.1"), "local", NOVEMBER);
        append(
                NOVEMBER,
                reserved("c1", "0.009"),
                booked("c1", BookingStatus.CONFIRMED, new Usage(1, 1, 0), "0.1"),
                booked("c2", BookingStatus.CACHED, new Usage(7, 7, 0), "0"));
        UsageTotal before = total();
        usage().rebuild();

        assertThat(before.cacheHits()).isEqualTo(1);
        assertThat(before.calls()).isEqualTo(1);
        assertThat(before.usage()).isEqualTo(new Usage(1, 1, 0));
        assertThat(before.costUsd()).isEqualByComparingTo("0.1");
        assertThat(budget(projectTotal()).spentUsd()).isEqualByComparingTo("0.1");
        assertThat(total()).isEqualTo(before);
    }

    @Test
    void addsUpByEachGroup() {
        append(NOVEMBER, reserved("c1", "0.009"), booked("c1", BookingStatus.CONFIRMED, new Usage(1, 1, 0), "0.1"));
        append(
                DECEMBER,
                new RunEvent.UsageReserved(call("c2", "review"), new Usage(9, 9, 0), Optional.empty()),
                new RunEvent.UsageBooked(
                        call("c2", "review"), BookingStatus.ESTIMATED, new Usage(2, 3, 0), Optional.empty()));

        assertThat(usage().totals(query(Group.CALL)))
                .extracting(UsageTotal::key)
                .containsExactly(run + "/c2", run + "/c1");
        assertThat(usage().totals(query(Group.RUN))).extracting(UsageTotal::key).containsExactly(run.value());
        assertThat(usage().totals(query(Group.DAY)))
                .extracting(UsageTotal::key)
                .containsExactly("2026-12-01", "2026-11-30");
        assertThat(usage().totals(query(Group.AGENT)))
                .extracting(UsageTotal::key)
                .containsExactly("coding", "review");
        assertThat(usage().totals(query(Group.CALLER)))
                .extracting(UsageTotal::key)
                .containsExactly(caller);
        assertThat(usage().totals(query(Group.MODEL)))
                .extracting(UsageTotal::key)
                .containsExactly("demo/m/1");
        assertThat(total().unpricedCalls()).isEqualTo(1);
        assertThat(total().usage()).isEqualTo(new Usage(3, 4, 0));
    }

    @Test
    void chargesNothingForAReleasedCall() {
        append(NOVEMBER, reserved("c1", "0.009"), booked("c1", BookingStatus.RELEASED, Usage.NONE, "0"));

        assertThat(total().calls()).isZero();
        assertThat(total().openCalls()).isZero();
        assertThat(total().costUsd()).isEqualByComparingTo("0");
    }

    @Test
    void booksACallOnce() {
        budgets().put(projectTotal(), new BigDecimal("9"), "local", NOVEMBER);
        append(NOVEMBER, reserved("c1", "0.009"), booked("c1", BookingStatus.CONFIRMED, new Usage(1, 1, 0), "0.1"));
        append(NOVEMBER, booked("c1", BookingStatus.UNCONFIRMED, new Usage(5, 5, 0), "0.5"));

        assertThat(total().costUsd()).isEqualByComparingTo("0.1");
        assertThat(budget(projectTotal()).spentUsd()).isEqualByComparingTo("0.1");
        assertThat(budget(projectTotal()).reservedUsd()).isEqualByComparingTo("0");
    }

    @Test
    void booksCallsInFlightAtTheirReservationWhenTheRunEnds() {
        budgets().put(projectTotal(), new BigDecimal("9"), "local", NOVEMBER);
        append(NOVEMBER, reserved("c1", "0.009"), reserved("c2", "0.5"));
        append(
                NOVEMBER,
                booked("c2", BookingStatus.CONFIRMED, new Usage(1, 1, 0), "0.1"),
                new RunEvent.Finished(RunState.FAILED, "X", "x", Usage.NONE, "", 1));

        assertThat(total().unconfirmedCalls()).isEqualTo(1);
        assertThat(total().unconfirmedUsd()).isEqualByComparingTo("0.009");
        assertThat(total().costUsd()).isEqualByComparingTo("0.109");
        assertThat(budget(projectTotal()).spentUsd()).isEqualByComparingTo("0.109");
        assertThat(budget(projectTotal()).reservedUsd()).isEqualByComparingTo("0");
    }

    @Test
    void refusesACallBeyondABudgetAndReservesNothingOfIt() {
        var runBudget = new BudgetId(BudgetId.Scope.RUN, run.value(), BudgetId.Period.TOTAL);
        budgets().put(projectTotal(), new BigDecimal("1"), "local", NOVEMBER);
        budgets().put(runBudget, new BigDecimal("5"), "local", NOVEMBER);
        append(NOVEMBER, reserved("c1", "0.6"));

        assertThatThrownBy(() -> append(NOVEMBER, reserved("c2", "0.400000000001")))
                .isInstanceOfSatisfying(AgentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BUDGET_REACHED);
                    assertThat(e).hasMessageContaining(projectTotal().toString());
                });
        assertThat(budget(runBudget).reservedUsd()).isEqualByComparingTo("0.6");
        assertThat(journal().find(run).orElseThrow().lastSeq()).isEqualTo(2);

        append(NOVEMBER, reserved("c3", "0.4"));
        assertThat(budget(projectTotal()).reservedUsd()).isEqualByComparingTo("1");
    }

    @Test
    void acceptsCallsAgainAfterABudgetIsRaisedOrRemoved() {
        budgets().put(projectTotal(), new BigDecimal("1"), "local", NOVEMBER);
        append(NOVEMBER, reserved("c1", "1"));
        budgets().put(projectTotal(), new BigDecimal("1.5"), "local", NOVEMBER);
        append(NOVEMBER, reserved("c2", "0.5"));

        assertThat(budgets().remove(projectTotal())).isTrue();
        assertThat(budgets().remove(projectTotal())).isFalse();
        append(NOVEMBER, reserved("c3", "100"));
        assertThat(budgets().findFor(run.value(), project, caller, NOVEMBER)).isEmpty();
    }

    @Test
    void countsAMonthForItselfAndACallForTheMonthInWhichItBegan() {
        var month = new BudgetId(BudgetId.Scope.CALLER, caller, BudgetId.Period.MONTH);
        budgets().put(month, new BigDecimal("1"), "local", NOVEMBER);
        append(NOVEMBER, reserved("c1", "0.9"));
        append(DECEMBER, booked("c1", BookingStatus.CONFIRMED, new Usage(1, 1, 0), "0.8"), reserved("c2", "0.9"));

        assertThat(budgets().findFor(run.value(), project, caller, NOVEMBER))
                .containsExactly(new Budget(
                        month.toString(), BigDecimal.ONE, "stored", "2026-11", new BigDecimal("0.8"), BigDecimal.ZERO));
        assertThat(budget(month).reservedUsd()).isEqualByComparingTo("0.9");
    }

    @Test
    void appliesTheDefaultsOfTheConfigurationToWhatHasNoBudget() {
        var defaults = new BudgetDefaults(
                Optional.of(new BigDecimal("0.5")), Optional.empty(), Optional.empty(), Optional.empty());
        var runBudget = new BudgetId(BudgetId.Scope.RUN, run.value(), BudgetId.Period.TOTAL);
        append(journal(defaults), run, NOVEMBER, reserved("c1", "0.4"));

        assertThatThrownBy(() -> append(journal(defaults), run, NOVEMBER, reserved("c2", "0.2")))
                .isInstanceOf(AgentException.class);
        assertThat(budgets(defaults).list(NOVEMBER))
                .filteredOn(b -> b.id().equals(runBudget.toString()))
                .extracting(Budget::source)
                .containsExactly("configuration");

        budgets().put(runBudget, BigDecimal.ONE, "local", NOVEMBER);
        append(journal(defaults), run, NOVEMBER, reserved("c2", "0.2"));
    }

    @Test
    void neverExceedsABudgetWithConcurrentRuns() throws Exception {
        budgets().put(projectTotal(), new BigDecimal("1"), "local", NOVEMBER);
        RunJournal journal = journal();
        var accepted = new AtomicInteger();
        try (var executor = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 16; i++) {
                var id = new RunId(run + "-" + i);
                executor.submit(() -> {
                    append(journal, id, NOVEMBER);
                    for (int k = 0; k < 10; k++) {
                        try {
                            append(journal, id, NOVEMBER, reserved("c" + k, "0.01"));
                            accepted.incrementAndGet();
                        } catch (AgentException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.BUDGET_REACHED);
                        }
                    }
                    return null;
                });
            }
        }

        assertThat(accepted).hasValue(100);
        assertThat(budget(projectTotal()).reservedUsd()).isEqualByComparingTo("1");
    }

    @Test
    void computesTheSameTotalsFromTheJournalAlone() {
        budgets().put(projectTotal(), new BigDecimal("100"), "local", NOVEMBER);
        append(
                NOVEMBER,
                reserved("c1", "0.009"),
                booked("c1", BookingStatus.CONFIRMED, new Usage(900, 100, 500, 100, 40), "0.002925"),
                reserved("c2", "0.5"),
                booked("c2", BookingStatus.RELEASED, Usage.NONE, "0"),
                reserved("c3", "0.7"));
        append(journal(), new RunId(run + "-2"), DECEMBER, reserved("c1", "0.3"));
        append(
                journal(),
                new RunId(run + "-2"),
                DECEMBER,
                new RunEvent.Finished(RunState.FAILED, "X", "x", Usage.NONE, "", 1));
        var before =
                Stream.of(Group.values()).map(g -> usage().totals(query(g))).toList();
        List<Budget> budgetsBefore = budgets().findFor(run.value(), project, caller, DECEMBER);
        // A limit that what happened exceeds must not hinder it.
        budgets().put(projectTotal(), new BigDecimal("0.1"), "local", NOVEMBER);

        usage().rebuild();

        assertThat(Stream.of(Group.values()).map(g -> usage().totals(query(g))).toList())
                .isEqualTo(before);
        budgets().put(projectTotal(), new BigDecimal("100"), "local", NOVEMBER);
        assertThat(budgets().findFor(run.value(), project, caller, DECEMBER)).isEqualTo(budgetsBefore);
    }

    @Test
    void addsAmountsExactly() {
        var events = new ArrayList<RunEvent>();
        for (int i = 0; i < 200; i++) {
            events.add(reserved("c" + i, "10000"));
            events.add(booked(
                    "c" + i, BookingStatus.CONFIRMED, new Usage(1, 1, 0), i % 2 == 0 ? "0.1" : "0.000000000001"));
        }
        append(NOVEMBER, events.toArray(RunEvent[]::new));

        assertThat(total().costUsd()).isEqualTo(new BigDecimal("10.0000000001"));
    }
}
