package dev.codeagent.providers.accounting;

import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A journal in memory with one budget, of the project {@code p-1}. */
final class BudgetedJournal implements BudgetStore, Consumer<RunEvent> {
    private final List<RunEvent> events = new ArrayList<>();
    private final Map<String, BigDecimal> open = new HashMap<>();
    private BigDecimal spent = BigDecimal.ZERO;
    private Optional<BigDecimal> limit = Optional.empty();
    private int refusals;

    synchronized void limit(String dollars) {
        limit = Optional.of(new BigDecimal(dollars));
    }

    synchronized BigDecimal reserved() {
        return open.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    synchronized int refusals() {
        return refusals;
    }

    synchronized long count(Class<? extends RunEvent> type) {
        return events.stream().filter(type::isInstance).count();
    }

    synchronized <T extends RunEvent> T last(Class<T> type) {
        return type.cast(
                events.stream().filter(type::isInstance).reduce((a, b) -> b).orElseThrow());
    }

    @Override
    public synchronized void accept(RunEvent event) {
        if (event instanceof RunEvent.UsageReserved e) {
            BigDecimal cost = e.costUsd().orElse(BigDecimal.ZERO);
            if (limit.isPresent() && spent.add(reserved()).add(cost).compareTo(limit.get()) > 0) {
                refusals++;
                throw new AgentException(ErrorCode.BUDGET_REACHED, "no room");
            }
            open.put(e.call().id(), cost);
        } else if (event instanceof RunEvent.UsageBooked e) {
            open.remove(e.call().id());
            spent = spent.add(e.costUsd().orElse(BigDecimal.ZERO));
        }
        events.add(event);
    }

    @Override
    public synchronized List<Budget> findFor(String run, String project, String caller, Instant now) {
        return limit.stream()
                .map(l -> new Budget("project/p-1/total", l, "stored", "total", spent, reserved()))
                .toList();
    }

    @Override
    public List<Budget> list(Instant now) {
        return findFor("", "", "", now);
    }

    @Override
    public void put(BudgetId id, BigDecimal limitUsd, String setBy, Instant now) {
        limit(limitUsd.toPlainString());
    }

    @Override
    public synchronized boolean remove(BudgetId id) {
        limit = Optional.empty();
        return true;
    }
}
