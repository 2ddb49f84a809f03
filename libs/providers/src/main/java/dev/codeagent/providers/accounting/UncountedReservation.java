package dev.codeagent.providers.accounting;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.TurnListener;

/** The reservation of a call that no account counts. */
final class UncountedReservation implements CallLedger.Reservation {
    @Override
    public TurnListener observe(TurnListener listener) {
        return listener;
    }

    @Override
    public void settle(McpResponse response) {}

    @Override
    public void fail(AgentException failure) {}
}
