package dev.codeagent.providers.accounting;

import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Waits for calls in flight to free what they reserved but did not use, in order for each budget. Such a wait ends with
 * those calls; a budget that has no room even without them is not waited for.
 */
public final class BudgetGate {
    private static final long POLL_MILLIS = 1_000;

    private final BudgetStore budgets;
    private final Clock clock;
    private final Map<String, Queue<Object>> queues = new ConcurrentHashMap<>();
    private long changes;

    public BudgetGate(BudgetStore budgets, Clock clock) {
        this.budgets = budgets;
        this.clock = clock;
    }

    /** Whose call it is and what it can cost. */
    record Demand(String run, String project, String caller, BigDecimal amount) {}

    /** The budgets that apply to a call. */
    List<Budget> find(Demand demand) {
        return budgets.findFor(demand.run(), demand.project(), demand.caller(), clock.instant());
    }

    /** A reservation was booked: waiting calls look again. */
    synchronized void signal() {
        changes++;
        notifyAll();
    }

    /**
     * Repeats the reservation until it succeeds. It is made in the order of arrival, once the budgets seem to have room.
     *
     * @param reservation returns false if a budget has no room
     * @return the budget that has no room even if the calls in flight cost nothing; empty after a success
     * @throws AgentException CANCELLED
     */
    Optional<Budget> reserve(Demand demand, Reservation reservation, CancellationToken cancellation) {
        if (reservation.tryReserve()) {
            return Optional.empty();
        }
        var ticket = new Object();
        String queueName = "";
        try (CancellationToken.Registration registration = cancellation.onCancel(this::signal)) {
            while (true) {
                long seen = changes();
                List<Budget> applied = find(demand);
                Optional<Budget> exhausted = applied.stream()
                        .filter(b -> !b.mayHaveRoomFor(demand.amount()))
                        .findFirst();
                if (exhausted.isPresent()) {
                    return exhausted;
                }
                Optional<Budget> full = applied.stream()
                        .filter(b -> !b.hasRoomFor(demand.amount()))
                        .findFirst();
                if (full.isPresent() && queueName.isEmpty()) {
                    queueName = full.get().id();
                    enter(queueName, ticket);
                }
                if (full.isEmpty() && isFirst(queueName, ticket) && reservation.tryReserve()) {
                    return Optional.empty();
                }
                awaitChange(seen, cancellation);
            }
        } finally {
            leave(queueName, ticket);
        }
    }

    /** One attempt to store a reservation. */
    @FunctionalInterface
    interface Reservation {
        boolean tryReserve();
    }

    private synchronized long changes() {
        return changes;
    }

    private void enter(String queue, Object ticket) {
        queues.compute(queue, (k, q) -> {
            Queue<Object> tickets = q == null ? new ArrayDeque<>() : q;
            tickets.add(ticket);
            return tickets;
        });
    }

    private boolean isFirst(String queue, Object ticket) {
        var first = new boolean[] {true};
        queues.computeIfPresent(queue, (k, q) -> {
            first[0] = q.peek() == ticket;
            return q;
        });
        return first[0];
    }

    private void leave(String queue, Object ticket) {
        queues.computeIfPresent(queue, (k, q) -> {
            q.remove(ticket);
            return q.isEmpty() ? null : q;
        });
        signal();
    }

    /** At most a second: another server may have booked its calls. */
    private synchronized void awaitChange(long seen, CancellationToken cancellation) {
        try {
            cancellation.throwIfCancelled();
            if (changes == seen) {
                TimeUnit.MILLISECONDS.timedWait(this, POLL_MILLIS);
            }
            cancellation.throwIfCancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }
}
