package dev.codeagent.providers;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.toolcalls.ToolCalling;

/** The provider; each of its calls is reserved before and settled after it. */
final class BookedCalls implements ToolCalling.Sender {
    private final LlmProvider provider;
    private final ProviderConfiguration configuration;
    private final CallLedger ledger;
    private final CancellationToken cancellation;

    BookedCalls(
            LlmProvider provider,
            ProviderConfiguration configuration,
            CallLedger ledger,
            CancellationToken cancellation) {
        this.provider = provider;
        this.configuration = configuration;
        this.ledger = ledger;
        this.cancellation = cancellation;
    }

    @Override
    public ProviderCapabilities capabilities() {
        return provider.capabilities();
    }

    @Override
    public McpResponse sendMessage(McpMessage message, ProviderContext context) {
        var planned = new CallLedger.PlannedCall(
                configuration, context.model(), context.traits(), context.parameters(), message);
        CallLedger.Reservation reservation = ledger.reserve(planned, context.listener(), cancellation);
        McpResponse response;
        try {
            response = provider.sendMessage(
                    message,
                    new ProviderContext(
                            context.model(),
                            planned.traits(),
                            planned.parameters(),
                            context.streamed(),
                            reservation.observe(context.listener()),
                            cancellation));
        } catch (AgentException e) {
            reservation.fail(e);
            throw e;
        } catch (RuntimeException e) {
            reservation.fail(new AgentException(ErrorCode.INTERNAL, "the request failed", e));
            throw e;
        }
        reservation.settle(response);
        return response;
    }
}
