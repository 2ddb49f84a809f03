package dev.codeagent.providers;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.wire.DurationFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gets a turn from the first provider that succeeds: the agent's preferred model, with retries after transient
 * failures, then its fallbacks. The listener gets a notice of each step.
 */
public final class ProviderRouter {
    /** If a provider requests a longer delay, the next provider is used instead. */
    private static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(1);

    private final ConfiguredProviders registry;
    private final RetryPolicy retryPolicy;
    private final ConcurrentHashMap<ProviderId, String> defaultModels = new ConcurrentHashMap<>();

    public ProviderRouter(ConfiguredProviders registry, RetryPolicy retryPolicy) {
        this.registry = registry;
        this.retryPolicy = retryPolicy;
    }

    /** The number of attempts and the delay before the first retry. */
    public record RetryPolicy(int maxAttempts, Duration initialDelay) {
        /** The delay that the provider requests, but at least our own, which doubles with each failure. */
        Duration delayAfter(int failures, AgentException failure) {
            Duration delay = initialDelay.multipliedBy(1L << Math.min(failures - 1, 6));
            return failure.retryAfter().compareTo(delay) > 0 ? failure.retryAfter() : delay;
        }
    }

    /** A turn and the provider and model that produced it. */
    public record RoutedResponse(McpResponse response, ProviderId provider, String model) {}

    /** @param projectProviders the providers in the project's configuration */
    public RoutedResponse stream(
            List<ModelRef> preferences,
            List<ProviderConfiguration> projectProviders,
            McpMessage request,
            TurnListener listener,
            CancellationToken cancellation) {
        AgentException lastFailure = null;
        for (Candidate candidate : findCandidates(preferences, projectProviders, listener)) {
            try {
                return streamWithRetries(candidate, request, listener, cancellation);
            } catch (AgentException e) {
                if (e.code() == ErrorCode.CANCELLED) {
                    throw e;
                }
                lastFailure = e;
                listener.onNotice("provider.failed", e.getMessage());
                listener.onRestart(e.getMessage());
            }
        }
        throw lastFailure != null ? lastFailure : noProvider(preferences);
    }

    private record Candidate(ProviderConfiguration configuration, String model) {}

    private List<Candidate> findCandidates(
            List<ModelRef> preferences, List<ProviderConfiguration> projectProviders, TurnListener listener) {
        var candidates = new ArrayList<Candidate>();
        for (ModelRef choice : preferences) {
            var found = registry.find(choice.provider(), projectProviders);
            var unavailableReason = found.flatMap(registry::unavailableReason);
            if (found.isEmpty() || unavailableReason.isPresent()) {
                listener.onNotice(
                        "provider.skipped",
                        choice + " is skipped: " + unavailableReason.orElse("the provider is not configured"));
            } else {
                candidates.add(new Candidate(found.get(), choice.model()));
            }
        }
        if (candidates.isEmpty() && preferences.size() > 1) {
            findAnyConfigured(projectProviders).ifPresent(fallback -> {
                listener.onNotice(
                        "provider.other",
                        "none of the agent's providers is configured; "
                                + fallback.configuration().id() + " is used instead");
                candidates.add(fallback);
            });
        }
        return candidates;
    }

    private java.util.Optional<Candidate> findAnyConfigured(List<ProviderConfiguration> projectProviders) {
        var all = new ArrayList<>(projectProviders);
        registry.all().forEach(e -> all.add(e.configuration()));
        return all.stream()
                .filter(c -> registry.unavailableReason(c).isEmpty())
                .sorted(java.util.Comparator.comparing(c -> !ConfiguredProviders.isLocal(c)))
                .map(c -> new Candidate(c, ""))
                .findFirst();
    }

    private RoutedResponse streamWithRetries(
            Candidate candidate, McpMessage request, TurnListener listener, CancellationToken cancellation) {
        LlmProvider provider = registry.connect(candidate.configuration());
        String model = resolveModel(candidate, provider);
        for (int failures = 0; ; ) {
            try {
                cancellation.throwIfCancelled();
                var context = new ProviderContext(
                        model, ModelTraits.UNKNOWN, GenerationParameters.DEFAULT, true, listener, cancellation);
                return new RoutedResponse(
                        provider.sendMessage(request, context),
                        candidate.configuration().id(),
                        model);
            } catch (AgentException e) {
                failures++;
                Duration delay = retryPolicy.delayAfter(failures, e);
                if (!e.isRetryable() || failures >= retryPolicy.maxAttempts() || delay.compareTo(MAX_RETRY_DELAY) > 0) {
                    throw e;
                }
                listener.onRestart(e.getMessage());
                listener.onNotice(
                        "provider.retry", e.getMessage() + "; next attempt in " + DurationFormat.format(delay));
                sleep(delay, cancellation);
            }
        }
    }

    private String resolveModel(Candidate candidate, LlmProvider provider) {
        if (!candidate.model().isEmpty()) {
            return candidate.model();
        }
        if (!candidate.configuration().defaultModel().isEmpty()) {
            return candidate.configuration().defaultModel();
        }
        return defaultModels.computeIfAbsent(
                candidate.configuration().id(),
                id -> provider.installedModels().stream()
                        .findFirst()
                        .map(Model::id)
                        .orElseThrow(() -> new AgentException(
                                ErrorCode.NO_PROVIDER,
                                "provider " + id + " offers no model; load one, or name it: " + id + "/MODEL")));
    }

    private static void sleep(Duration delay, CancellationToken cancellation) {
        var wakeUp = new java.util.concurrent.CountDownLatch(1);
        try (CancellationToken.Registration registration = cancellation.onCancel(wakeUp::countDown)) {
            wakeUp.await(delay.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
        cancellation.throwIfCancelled();
    }

    private static AgentException noProvider(List<ModelRef> preferences) {
        return new AgentException(
                ErrorCode.NO_PROVIDER,
                "no model provider is configured for this agent (preferred: "
                        + String.join(
                                ", ",
                                preferences.stream().map(ModelRef::toString).toList())
                        + "); add one with `codeagent providers add NAME --key KEY`, start a local model server,"
                        + " or choose one with --provider");
    }
}
