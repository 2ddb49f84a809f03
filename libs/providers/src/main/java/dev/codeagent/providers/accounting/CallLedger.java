package dev.codeagent.providers.accounting;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.TurnListener;

/** The account of the model calls of one turn. */
@FunctionalInterface
public interface CallLedger {
    /** Calls that belong to no run: nothing is reserved or booked. */
    CallLedger NONE = (call, listener, cancellation) -> new UncountedReservation();

    /** A call that is about to be made. */
    record PlannedCall(
            ProviderConfiguration provider,
            String model,
            ModelTraits traits,
            GenerationParameters parameters,
            McpMessage request) {}

    /**
     * Waits until the rate limits of the provider have room for the call, and reserves the most that it can cost in all
     * budgets that apply. The reservation is stored when this method returns.
     *
     * @throws AgentException BUDGET_REACHED if a budget has no room: the run pauses; CANCELLED
     */
    Reservation reserve(PlannedCall call, TurnListener listener, CancellationToken cancellation);

    /** A call whose most is reserved; one of its ends must follow. */
    interface Reservation {

        /** The listener of the call, which also observes how much of the answer arrived. */
        TurnListener observe(TurnListener listener);

        /** The provider answered: books what it reports. */
        void settle(McpResponse response);

        /** The call failed: books what may be charged all the same. */
        void fail(AgentException failure);
    }
}
