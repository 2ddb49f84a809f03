package dev.codeagent.providers;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.toolcalls.ToolCalling;
import dev.codeagent.providers.toolcalls.TurnRequest;
import java.time.Duration;
import java.util.ArrayList;
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
    private final Optional<ModelRef> defaultProvider;
    private final DefaultModels defaultModels;
    private final ToolCalling toolCalling = new ToolCalling();
    private final ConcurrentHashMap<ModelRef, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    /**
     * @param models selects the model of a provider if none is named
     * @param defaultProvider serves agents none of whose own providers is configured
     */
    public ProviderRouter(
            ConfiguredProviders providers,
            RetryPolicy retryPolicy,
            ModelSelector models,
            Optional<ModelRef> defaultProvider) {
        this.providers = providers;
        this.retryPolicy = retryPolicy;
        this.models = models;
        this.defaultProvider = defaultProvider;
        this.defaultModels = new DefaultModels(System::nanoTime, models);
    }

    /**
     * What an agent wants of its models.
     *
     * @param models in order of preference
     * @param allowedProviders the only providers that may receive the project's code; empty for all
     * @param projectProviders the providers in the project's configuration
     */
    public record Preferences(
            List<ModelRef> models,
            List<ProviderId> allowedProviders,
            GenerationParameters parameters,
            List<ProviderConfiguration> projectProviders) {
        public Preferences {
            models = List.copyOf(models);
            allowedProviders = List.copyOf(allowedProviders);
            projectProviders = List.copyOf(projectProviders);
        }

        boolean isAllowed(ProviderId provider) {
            return allowedProviders.isEmpty() || allowedProviders.contains(provider);
        }
    }

    /** A turn and the provider and model that produced it. */
    public record RoutedResponse(McpResponse response, ProviderId provider, String model) {}

    private record Candidate(ProviderConfiguration configuration, String model) {}

    /**
     * Gets one turn.
     *
     * @param ledger the account of the turn
     * @throws AgentException NO_PROVIDER if no model can be used, UNKNOWN_PROVIDER if the only one names a provider that
     *     is not configured, CANCELLED, BUDGET_REACHED, CONTEXT_LENGTH_EXCEEDED of any model, or the failure of the last
     *     model
     */
    public RoutedResponse stream(
            Preferences preferences,
            TurnRequest request,
            CallLedger ledger,
            TurnListener listener,
            CancellationToken cancellation) {
        AgentException lastFailure = null;
        List<Candidate> candidates = findCandidates(preferences, listener);
        for (Candidate candidate : candidates) {
            boolean isLast = candidate == candidates.getLast();
            try {
                return new Attempt(candidate, preferences, request, ledger, listener, cancellation).stream(isLast);
            } catch (AgentException e) {
                if (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.CONTEXT_LENGTH_EXCEEDED) {
                    throw e;
                }
                lastFailure = e;
                listener.onNotice("provider.failed", e.getMessage());
                listener.onRestart(e.getMessage());
                if (retryPolicy.decide(e, Integer.MAX_VALUE, Duration.ofDays(1), Duration.ZERO)
                        instanceof RetryPolicy.Decision.Fail) {
                    throw e;
                }
            }
        }
        throw lastFailure != null ? lastFailure : noProvider(preferences);
    }

    /** The preferred model answered without the tools that it was given, so it gets them in another way. */
    public void ignoredTools(Preferences preferences, TurnListener listener) {
        findCandidates(preferences, listener).stream().findFirst().ifPresent(candidate -> {
            LlmProvider provider = providers.connect(candidate.configuration());
            var model = new ModelRef(candidate.configuration().id(), resolveModel(candidate, provider));
            toolCalling.switchMode(
                    model,
                    provider.capabilities(),
                    models.traits(model.provider().value(), model.model()),
                    listener,
                    "it ignored its tools");
        });
    }

    private List<Candidate> findCandidates(Preferences preferences, TurnListener listener) {
        var candidates = new ArrayList<Candidate>();
        for (ModelRef choice : preferences.models()) {
            var found = providers.find(choice.provider(), preferences.projectProviders());
            if (found.isEmpty() && preferences.models().size() == 1) {
                throw unknownProvider(choice.provider());
            }
            Optional<String> reason = !preferences.isAllowed(choice.provider())
                    ? Optional.of("the project does not allow this provider")
                    : found.isEmpty()
                            ? Optional.of("the provider is not configured")
                            : found.flatMap(providers::unavailableReason);
            if (reason.isPresent()) {
                listener.onNotice("provider.skipped", choice + " is skipped: " + reason.get());
            } else {
                candidates.add(new Candidate(found.orElseThrow(), choice.model()));
            }
        }
        if (candidates.isEmpty() && preferences.models().size() > 1) {
            findDefault(preferences).or(() -> findAnyConfigured(preferences)).ifPresent(fallback -> {
                listener.onNotice(
                        "provider.other",
                        "none of the agent's providers is configured; "
                                + fallback.configuration().id() + " is used instead");
                candidates.add(fallback);
            });
        }
        return candidates;
    }

    private Optional<Candidate> findDefault(Preferences preferences) {
        return defaultProvider
                .filter(ref -> preferences.isAllowed(ref.provider()))
                .flatMap(ref -> providers
                        .find(ref.provider(), preferences.projectProviders())
                        .filter(configuration ->
                                providers.unavailableReason(configuration).isEmpty())
                        .map(configuration -> new Candidate(configuration, ref.model())));
    }

    private Optional<Candidate> findAnyConfigured(Preferences preferences) {
        var all = new ArrayList<>(preferences.projectProviders());
        providers.all().forEach(e -> all.add(e.configuration()));
        return all.stream()
                .filter(c -> preferences.isAllowed(c.id()))
                .filter(c -> providers.unavailableReason(c).isEmpty())
                .filter(c -> !c.defaultModel().isEmpty() || ConfiguredProviders.isLocal(c))
                .map(c -> new Candidate(c, ""))
                .findFirst();
    }

    /** The attempts with one model. */
    private final class Attempt {
        private final Candidate candidate;
        private final Preferences preferences;
        private final TurnRequest request;
        private final CallLedger ledger;
        private final TurnListener listener;
        private final CancellationToken cancellation;
        private final long startNanos = System.nanoTime();
        private int failures;

        Attempt(
                Candidate candidate,
                Preferences preferences,
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
            String model = resolveModel(candidate, provider);
            requireUsable(model);
            CircuitBreaker breaker = breakers.computeIfAbsent(
                    new ModelRef(configuration.id(), model), m -> new CircuitBreaker(System::nanoTime));
            acquire(breaker, model, isLast);
            try {
                var reference = new ModelRef(configuration.id(), model);
                McpResponse response =
                        toolCalling.send(new BookedCalls(provider), reference, request, context(provider, model));
                breaker.succeeded();
                return new RoutedResponse(response, configuration.id(), model);
            } catch (AgentException e) {
                breaker.failed(e);
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

        /** Sends the request once it is reserved, and books it. */
        private ProviderContext context(LlmProvider provider, String model) {
            return new ProviderContext(
                    model,
                    models.traits(candidate.configuration(), provider, model),
                    preferences.parameters(),
                    true,
                    listener,
                    cancellation);
        }

        /** The provider; each of its calls is reserved before and settled after it. */
        private final class BookedCalls implements ToolCalling.Sender {
            private final LlmProvider provider;

            BookedCalls(LlmProvider provider) {
                this.provider = provider;
            }

            @Override
            public ProviderCapabilities capabilities() {
                return provider.capabilities();
            }

            @Override
            public McpResponse sendMessage(McpMessage message, ProviderContext context) {
                var planned = new CallLedger.PlannedCall(
                        candidate.configuration(), context.model(), context.traits(), context.parameters(), message);
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

    private String resolveModel(Candidate candidate, LlmProvider provider) {
        if (!candidate.model().isEmpty()) {
            return candidate.model();
        }
        String configured = candidate.configuration().defaultModel();
        return configured.isEmpty() ? defaultModels.find(candidate.configuration(), provider) : configured;
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

    private static AgentException unknownProvider(ProviderId id) {
        return new AgentException(
                ErrorCode.UNKNOWN_PROVIDER,
                "no provider '" + id + "' is configured; add it with `codeagent providers add " + id
                        + " --key-env VAR` (or --url URL for a server of your own), or choose another one with"
                        + " --provider");
    }

    private static AgentException noProvider(Preferences preferences) {
        return new AgentException(
                ErrorCode.NO_PROVIDER,
                "no model provider is configured for this agent (preferred: "
                        + String.join(
                                ", ",
                                preferences.models().stream()
                                        .map(ModelRef::toString)
                                        .toList())
                        + "); add one with `codeagent providers add NAME --key KEY`, start a local model server,"
                        + " or choose one with --provider");
    }
}
