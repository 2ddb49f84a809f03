package dev.codeagent.providers;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.telemetry.ModelCallObserver;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.cache.ResponseCache;
import dev.codeagent.providers.toolcalls.ToolCalling;
import java.util.Optional;

/**
 * The provider behind the response cache; each of its calls is reserved before and settled after it. An answer of the cache
 * needs no reservation and no admission.
 */
public final class BookedCalls implements ToolCalling.Sender {
    private final LlmProvider provider;
    private final ProviderConfiguration configuration;
    private final CallLedger ledger;
    private final Optional<ResponseCache> cache;
    private final Runnable admission;
    private final ModelCallObserver observer;
    private final CancellationToken cancellation;
    private boolean admitted;

    /**
     * @param admission waits until the provider may be asked, before its first call
     * @param observer is called for each request
     */
    public BookedCalls(
            LlmProvider provider,
            ProviderConfiguration configuration,
            CallLedger ledger,
            Optional<ResponseCache> cache,
            Runnable admission,
            ModelCallObserver observer,
            CancellationToken cancellation) {
        this.provider = provider;
        this.configuration = configuration;
        this.ledger = ledger;
        this.cache = cache;
        this.admission = admission;
        this.observer = observer;
        this.cancellation = cancellation;
    }

    @Override
    public ProviderCapabilities capabilities() {
        return provider.capabilities();
    }

    /** Whether the provider was asked, and not the cache alone. */
    boolean isAdmitted() {
        return admitted;
    }

    @Override
    public McpResponse sendMessage(McpMessage message, ProviderContext context) {
        var planned = new CallLedger.PlannedCall(
                configuration, context.model(), context.traits(), context.parameters(), message);
        Optional<McpResponse> stored = cache.flatMap(c -> c.find(ledger, planned));
        if (stored.isPresent()) {
            ledger.answeredFromCache(planned, stored.get().usage());
            return replay(stored.get(), context.listener());
        }
        if (!admitted) {
            admission.run();
            admitted = true;
        }
        McpResponse response = request(planned, context);
        cache.ifPresent(c -> c.store(ledger, planned, response));
        return response;
    }

    /** The listener receives the stored answer like one that arrives; nothing was used for it. */
    private static McpResponse replay(McpResponse stored, TurnListener listener) {
        if (!stored.thinking().isEmpty()) {
            listener.onDelta("thinking", stored.thinking());
        }
        if (!stored.text().isEmpty()) {
            listener.onDelta("text", stored.text());
        }
        return new McpResponse(
                stored.model(),
                stored.thinking(),
                stored.text(),
                stored.toolCalls(),
                Usage.NONE,
                stored.stopReason(),
                stored.replay());
    }

    private McpResponse request(CallLedger.PlannedCall planned, ProviderContext context) {
        CallLedger.Reservation reservation = ledger.reserve(planned, context.listener(), cancellation);
        ModelCallObserver.Observation observation = observer.started(configuration.id(), context.model());
        McpResponse response;
        try {
            response = provider.sendMessage(
                    planned.request(),
                    new ProviderContext(
                            context.model(),
                            planned.traits(),
                            planned.parameters(),
                            context.streamed(),
                            new FirstToken(reservation.observe(context.listener()), observation),
                            cancellation));
        } catch (AgentException e) {
            observation.ended(Optional.of(e.code()));
            reservation.fail(e);
            throw e;
        } catch (RuntimeException | Error e) {
            observation.ended(Optional.of(ErrorCode.INTERNAL));
            reservation.fail(new AgentException(ErrorCode.INTERNAL, "the request failed", e));
            throw e;
        }
        observation.ended(Optional.empty());
        reservation.settle(response);
        return response;
    }

    /** Tells the observer about the first part of the answer. */
    private static final class FirstToken implements TurnListener {
        private final TurnListener listener;
        private final ModelCallObserver.Observation observation;
        private boolean arrived;

        FirstToken(TurnListener listener, ModelCallObserver.Observation observation) {
            this.listener = listener;
            this.observation = observation;
        }

        @Override
        public void onDelta(String kind, String text) {
            if (!arrived) {
                arrived = true;
                observation.firstToken();
            }
            listener.onDelta(kind, text);
        }

        @Override
        public void onRestart(String reason) {
            listener.onRestart(reason);
        }

        @Override
        public void onUsage(Usage reported) {
            listener.onUsage(reported);
        }

        @Override
        public void onNotice(String code, String text) {
            listener.onNotice(code, text);
        }
    }
}
