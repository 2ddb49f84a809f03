package dev.codeagent.providers.accounting;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.TurnListener;
import java.util.Optional;

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

    /** Whose calls they are; empty if they belong to no run. */
    default Optional<Account> account() {
        return Optional.empty();
    }

    /** Notes that the response cache answered instead of the provider, so that the call costs nothing. */
    default void answeredFromCache(PlannedCall call, Usage saved) {}

    /** Whose calls they are, and in which step of the run they are made. */
    record Account(String run, String project, String caller, String step) {}

    /** A call whose most is reserved; one of its ends must follow. */
    interface Reservation {

        /** The listener of the call, which also observes how much of the answer arrived. */
        TurnListener observe(TurnListener listener);

        /** The provider answered: books what it reports. */
        void settle(McpResponse response);

        /** The call failed: books what the provider reported, or what it may charge nevertheless. */
        void fail(AgentException failure);
    }
}
