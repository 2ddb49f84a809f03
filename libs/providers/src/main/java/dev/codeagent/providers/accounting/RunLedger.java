package dev.codeagent.providers.accounting;

import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelPrice;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.ModelCall;
import dev.codeagent.api.run.RunEvent;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The account of the model calls of one run: each is reserved in the run's journal before it is made. */
public final class RunLedger implements TurnLedgers {
    private final Owner owner;
    private final Accounting accounting;
    private final Consumer<RunEvent> journal;

    /**
     * What all runs share.
     *
     * @param free whether models of a provider cost nothing if they have no price
     */
    public record Accounting(
            PriceList prices, RateLimits rateLimits, BudgetGate budgets, Predicate<ProviderConfiguration> free) {}

    /** Whose calls they are. */
    public record Owner(String run, String project, String caller) {}

    /** @param journal stores an event of the run and returns when it is durable */
    public RunLedger(Owner owner, Accounting accounting, Consumer<RunEvent> journal) {
        this.owner = owner;
        this.accounting = accounting;
        this.journal = journal;
    }

    @Override
    public CallLedger forTurn(String step, String agent, String turn) {
        return new TurnLedger(step, agent, turn);
    }

    private final class TurnLedger implements CallLedger {
        private final String step;
        private final String agent;
        private final String turn;
        private int calls;

        TurnLedger(String step, String agent, String turn) {
            this.step = step;
            this.agent = agent;
            this.turn = turn;
        }

        @Override
        public Reservation reserve(PlannedCall planned, TurnListener listener, CancellationToken cancellation) {
            var usage = TokenEstimate.of(planned.request(), planned.parameters(), planned.traits());
            Optional<PriceTiers> prices = accounting.prices().find(planned.provider(), planned.model());
            Optional<BigDecimal> cost = prices.map(p -> p.maxCost(usage));
            ModelCall call = newCall(planned, prices.map(p -> p.priceFor(usage.inputTokens())));
            if (prices.isEmpty()) {
                requireNoBudget(planned);
            }
            Optional<RateLimiter.Permit> permit = acquirePermit(planned, usage.totalTokens(), listener, cancellation);
            try {
                RunLedger.this.reserve(new RunEvent.UsageReserved(call, usage, cost), cancellation);
            } catch (RuntimeException | Error e) {
                permit.ifPresent(RateLimiter.Permit::release);
                throw e;
            }
            return new JournaledReservation(call, usage, prices, permit, RunLedger.this::book);
        }

        private ModelCall newCall(PlannedCall planned, Optional<ModelPrice> price) {
            return new ModelCall(
                    turn + "-m" + ++calls,
                    step,
                    agent,
                    owner.project(),
                    owner.caller(),
                    planned.provider().id().value(),
                    planned.model(),
                    price);
        }

        @Override
        public Optional<Account> account() {
            return Optional.of(new Account(owner.run(), owner.project(), owner.caller(), step));
        }

        @Override
        public void answeredFromCache(PlannedCall planned, Usage saved) {
            journal.accept(new RunEvent.UsageBooked(
                    newCall(planned, Optional.empty()), BookingStatus.CACHED, saved, Optional.of(BigDecimal.ZERO)));
        }
    }

    private Optional<RateLimiter.Permit> acquirePermit(
            CallLedger.PlannedCall planned, long tokens, TurnListener listener, CancellationToken cancellation) {
        return accounting.rateLimits().find(planned.provider().id()).map(limiter -> {
            if (limiter.isBusy(tokens)) {
                listener.onNotice(
                        "provider.rate-limit",
                        "waits for the rate limit of " + planned.provider().id() + ": " + limiter.describe());
            }
            return limiter.acquire(tokens, cancellation);
        });
    }

    private void reserve(RunEvent.UsageReserved reservation, CancellationToken cancellation) {
        BigDecimal amount = reservation.costUsd().orElse(BigDecimal.ZERO);
        var demand = new BudgetGate.Demand(owner.run(), owner.project(), owner.caller(), amount);
        Optional<Budget> exhausted = accounting.budgets().reserve(demand, () -> tryReserve(reservation), cancellation);
        if (exhausted.isPresent()) {
            Budget budget = exhausted.get();
            journal.accept(new RunEvent.BudgetReached(
                    budget.id(), budget.span(), budget.limitUsd(), budget.spentUsd(), amount));
            throw new AgentException(
                    ErrorCode.BUDGET_REACHED, "the run pauses, because the budget " + budget.id() + " is reached");
        }
    }

    private boolean tryReserve(RunEvent.UsageReserved reservation) {
        try {
            journal.accept(reservation);
            return true;
        } catch (AgentException e) {
            if (e.code() != ErrorCode.BUDGET_REACHED) {
                throw e;
            }
            return false;
        }
    }

    private void book(RunEvent.UsageBooked booking) {
        try {
            journal.accept(booking);
        } finally {
            accounting.budgets().signal();
        }
    }

    /** Without a price no budget can hold. */
    private void requireNoBudget(CallLedger.PlannedCall planned) {
        if (accounting.free().test(planned.provider())) {
            return;
        }
        var demand = new BudgetGate.Demand(owner.run(), owner.project(), owner.caller(), BigDecimal.ZERO);
        accounting.budgets().find(demand).stream().findFirst().ifPresent(budget -> {
            throw new AgentException(
                    ErrorCode.NO_PROVIDER,
                    "the price of " + planned.provider().id() + "/" + planned.model() + " is not known, so the budget "
                            + budget.id()
                            + " cannot be kept; add it to 'prices' of the provider, or remove the budget");
        });
    }
}
