package dev.codeagent.providers;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.BreakerStatus;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.telemetry.ModelCallObserver;
import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.cache.ResponseCache;
import dev.codeagent.providers.toolcalls.ToolCalling;
import dev.codeagent.providers.toolcalls.TurnRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gets a turn from the first model that succeeds: the agent's preferred model, with retries after transient failures,
 * then its fallbacks. The listener gets a notice of each step.
 */
public final class ProviderRouter {
    private final ConfiguredProviders providers;
    private final RetryPolicy retryPolicy;
    private final ModelSelector models;
    private final ModelCandidates candidates;
    private final Optional<ResponseCache> cache;
    private final ModelCallObserver observer;
    private final ToolCalling toolCalling = new ToolCalling();
    private final ConcurrentHashMap<ModelRef, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    /** A router without a response cache. */
    public ProviderRouter(
            ConfiguredProviders providers,
            RetryPolicy retryPolicy,
            ModelSelector models,
            Optional<ModelRef> defaultProvider) {
        this(providers, retryPolicy, models, defaultProvider, Optional.empty(), ModelCallObserver.NONE);
    }

    /**
     * @param models selects the model of a provider if none is named
     * @param defaultProvider serves agents none of whose own providers is configured
     * @param observer is called for each request to a model
     */
    public ProviderRouter(
            ConfiguredProviders providers,
            RetryPolicy retryPolicy,
            ModelSelector models,
            Optional<ModelRef> defaultProvider,
            Optional<ResponseCache> cache,
            ModelCallObserver observer) {
        this.providers = providers;
        this.retryPolicy = retryPolicy;
        this.models = models;
        this.cache = cache;
        this.observer = observer;
        this.candidates = new ModelCandidates(providers, defaultProvider, new DefaultModels(System::nanoTime, models));
    }

    /** The circuit breakers of the models that were asked since the server started. */
    public List<BreakerStatus> breakers() {
        return breakers.entrySet().stream()
                .map(entry -> entry.getValue().status(entry.getKey()))
                .toList();
    }

    /**
     * Checks that a model could be asked now, without asking one.
     *
     * @throws AgentException NO_PROVIDER or UNKNOWN_PROVIDER, as {@link #stream}
     */
    public void requireCandidate(ModelPreferences preferences) {
        if (candidates.find(preferences, (code, text) -> {}).isEmpty()) {
            throw ModelCandidates.noProvider(preferences);
        }
    }

    /** A turn and the provider and model that produced it. */
    public record RoutedResponse(McpResponse response, ProviderId provider, String model) {}

    /**
     * Gets one turn.
     *
     * @param ledger the account of the turn
     * @throws AgentException NO_PROVIDER if no model can be used, UNKNOWN_PROVIDER if the only one names a provider that
     *     is not configured, CANCELLED, BUDGET_REACHED, CONTEXT_LENGTH_EXCEEDED of any model if the request is not reduced
     *     yet, or the failure of the last model
     */
    public RoutedResponse stream(
            ModelPreferences preferences,
            TurnRequest request,
            CallLedger ledger,
            TurnListener listener,
            CancellationToken cancellation) {
        AgentException lastFailure = null;
        List<ModelCandidates.Candidate> found = candidates.find(preferences, listener::onNotice);
        for (ModelCandidates.Candidate candidate : found) {
            boolean isLast = candidate == found.getLast();
            try {
                return new Attempt(candidate, preferences, request, ledger, listener, cancellation).stream(isLast);
            } catch (AgentException e) {
                boolean isTooLong = e.code() == ErrorCode.CONTEXT_LENGTH_EXCEEDED;
                if (e.code() == ErrorCode.CANCELLED || isTooLong && !request.reduced()) {
                    throw e;
                }
                lastFailure = e;
                listener.onNotice("provider.failed", e.getMessage());
                listener.onRestart(e.getMessage());
                // The window of the next model may be larger.
                if (!isTooLong
                        && retryPolicy.decide(e, Integer.MAX_VALUE, Duration.ofDays(1), Duration.ZERO)
                                instanceof RetryPolicy.Decision.Fail) {
                    throw e;
                }
            }
        }
        throw lastFailure != null ? lastFailure : ModelCandidates.noProvider(preferences);
    }

    /** The preferred model answered without the tools that it was given, so it gets them in another way. */
    public void ignoredTools(ModelPreferences preferences, TurnListener listener) {
        candidates.find(preferences, listener::onNotice).stream().findFirst().ifPresent(candidate -> {
            LlmProvider provider = providers.connect(candidate.configuration());
            var model = new ModelRef(candidate.configuration().id(), candidates.resolveModel(candidate, provider));
            toolCalling.switchMode(
                    model,
                    provider.capabilities(),
                    models.traits(model.provider().value(), model.model()),
                    listener,
                    "it ignored its tools");
        });
    }

    /** The attempts with one model. */
    private final class Attempt {
        private final ModelCandidates.Candidate candidate;
        private final ModelPreferences preferences;
        private final TurnRequest request;
        private final CallLedger ledger;
        private final TurnListener listener;
        private final CancellationToken cancellation;
        private final long startNanos = System.nanoTime();
        private int failures;

        Attempt(
                ModelCandidates.Candidate candidate,
                ModelPreferences preferences,
                TurnRequest request,
                CallLedger ledger,
                TurnListener listener,
                CancellationToken cancellation) {
            this.candidate = candidate;
            this.preferences = preferences;
            this.request = request;
            this.ledger = ledger;
            this.listener = listener;
            this.cancellation = cancellation;
        }

        RoutedResponse stream(boolean isLast) {
            while (true) {
                try {
                    return request(isLast);
                } catch (AgentException e) {
                    failures++;
                    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
                    if (retryPolicy.decide(
                                    e,
                                    failures,
                                    elapsed,
                                    candidate.configuration().firstByte())
                            instanceof RetryPolicy.Decision.Retry retry) {
                        listener.onRestart(e.getMessage());
                        listener.onNotice(
                                "provider.retry",
                                e.getMessage() + "; next attempt in " + DurationFormat.format(retry.delay()));
                        sleep(retry.delay(), cancellation);
                    } else {
                        throw e;
                    }
                }
            }
        }

        private RoutedResponse request(boolean isLast) {
            cancellation.throwIfCancelled();
            ProviderConfiguration configuration = candidate.configuration();
            LlmProvider provider = providers.connect(configuration);
            String model = candidates.resolveModel(candidate, provider);
            requireUsable(model);
            CircuitBreaker breaker = breakers.computeIfAbsent(
                    new ModelRef(configuration.id(), model), m -> new CircuitBreaker(System::nanoTime));
            var calls = new BookedCalls(
                    provider,
                    configuration,
                    ledger,
                    cache,
                    () -> acquire(breaker, model, isLast),
                    observer,
                    cancellation);
            try {
                var reference = new ModelRef(configuration.id(), model);
                McpResponse response = toolCalling.send(calls, reference, request, context(provider, model));
                if (calls.isAdmitted()) {
                    breaker.succeeded();
                }
                return new RoutedResponse(response, configuration.id(), model);
            } catch (AgentException e) {
                if (calls.isAdmitted()) {
                    breaker.failed(e);
                }
                throw e;
            }
        }

        /** A probe may have found that an agent cannot work with the model; its grade is shown at the beginning of a step. */
        private void requireUsable(String model) {
            boolean isFirstTurn = request.full().context().messages().size() == 1;
            if (request.full().tools().isEmpty() || !isFirstTurn) {
                return;
            }
            models.probes().find(candidate.configuration(), model).ifPresent(found -> {
                String name = candidate.configuration().id() + "/" + model;
                if (found.refusal().isPresent()) {
                    throw new AgentException(
                            ErrorCode.PROVIDER_REJECTED,
                            name + " cannot do the work of an agent. "
                                    + found.refusal().get() + " `codeagent providers test "
                                    + candidate.configuration().id() + "` probes it again");
                }
                listener.onNotice("model.probed", name + " is " + found.summary());
            });
        }

        private ProviderContext context(LlmProvider provider, String model) {
            return new ProviderContext(
                    model,
                    models.traits(candidate.configuration(), provider, model),
                    preferences.parameters(),
                    true,
                    listener,
                    cancellation);
        }

        /** The last model is waited for, because nothing else can answer. */
        private void acquire(CircuitBreaker breaker, String model, boolean isLast) {
            while (!breaker.tryAcquire()) {
                if (!isLast) {
                    throw new AgentException(
                            ErrorCode.PROVIDER_TIMEOUT,
                            candidate.configuration().id() + "/" + model
                                    + " is left out for a while, because its last requests failed");
                }
                Duration wait = breaker.remaining();
                sleep(wait.isZero() ? Duration.ofMillis(200) : wait, cancellation);
            }
        }
    }

    private static void sleep(Duration delay, CancellationToken cancellation) {
        var wakeUp = new CountDownLatch(1);
        try (CancellationToken.Registration registration = cancellation.onCancel(wakeUp::countDown)) {
            wakeUp.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
        cancellation.throwIfCancelled();
    }
}
