package dev.codeagent.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelChoice;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.wire.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes a turn from the first provider that gives it: the agent's own choice, tried again where it failed in passing, then
 * its fallbacks; the one who listens is told of each.
 */
public final class ProviderRouter {
    /** A provider that wants a longer pause is left for the next one. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final ProviderRegistry registry;
    private final RetryPolicy retries;
    private final ConcurrentHashMap<ProviderId, String> firstModels = new ConcurrentHashMap<>();

    public ProviderRouter(ProviderRegistry registry, RetryPolicy retries) {
        this.registry = registry;
        this.retries = retries;
    }

    /** How often and after which pause a failed call is made again. */
    public record RetryPolicy(int attempts, Duration firstPause) {
        /** What the provider asks for, but never less than our own pause, which doubles with every failure. */
        Duration pause(int failures, AgentException failure) {
            Duration own = firstPause.multipliedBy(1L << Math.min(failures - 1, 6));
            return failure.retryAfter().compareTo(own) > 0 ? failure.retryAfter() : own;
        }
    }

    /** A turn and who gave it. */
    public record Answer(ChatTurn turn, ProviderId provider, String model) {}

    /** @param own the project's own providers */
    public Answer turn(
            List<ModelChoice> preferences,
            List<ProviderConfiguration> own,
            ChatRequest request,
            TurnListener listener,
            CancelSignal cancel) {
        AgentException last = null;
        for (Candidate candidate : candidates(preferences, own, listener)) {
            try {
                return attempts(candidate, request, listener, cancel);
            } catch (AgentException e) {
                if (e.code() == ErrorCode.CANCELLED) {
                    throw e;
                }
                last = e;
                listener.notice("provider.failed", e.getMessage());
                listener.restarted(e.getMessage());
            }
        }
        throw last != null ? last : none(preferences);
    }

    private record Candidate(ProviderConfiguration configuration, String model) {}

    private List<Candidate> candidates(
            List<ModelChoice> preferences, List<ProviderConfiguration> own, TurnListener listener) {
        var candidates = new ArrayList<Candidate>();
        for (ModelChoice choice : preferences) {
            var found = registry.find(choice.provider(), own);
            var obstacle = found.flatMap(registry::obstacle);
            if (found.isEmpty() || obstacle.isPresent()) {
                listener.notice(
                        "provider.skipped",
                        choice + " is skipped: " + obstacle.orElse("the provider is not configured"));
            } else {
                candidates.add(new Candidate(found.get(), choice.model()));
            }
        }
        if (candidates.isEmpty() && preferences.size() > 1) {
            anyOther(own).ifPresent(other -> {
                listener.notice(
                        "provider.other",
                        "none of the agent's providers is configured; "
                                + other.configuration().id() + " takes the turn");
                candidates.add(other);
            });
        }
        return candidates;
    }

    private java.util.Optional<Candidate> anyOther(List<ProviderConfiguration> own) {
        var all = new ArrayList<>(own);
        registry.all().forEach(e -> all.add(e.configuration()));
        return all.stream()
                .filter(c -> registry.obstacle(c).isEmpty())
                .sorted(java.util.Comparator.comparing(c -> !ProviderRegistry.local(c)))
                .map(c -> new Candidate(c, ""))
                .findFirst();
    }

    private Answer attempts(Candidate candidate, ChatRequest request, TurnListener listener, CancelSignal cancel) {
        ChatProvider provider = registry.chat(candidate.configuration());
        String model = model(candidate, provider);
        for (int failures = 0; ; ) {
            try {
                cancel.throwIfCancelled();
                ChatTurn turn = provider.stream(request.withModel(model), listener, cancel);
                return new Answer(turn, candidate.configuration().id(), model);
            } catch (AgentException e) {
                failures++;
                Duration pause = retries.pause(failures, e);
                if (!e.retriable() || failures >= retries.attempts() || pause.compareTo(LONGEST_PAUSE) > 0) {
                    throw e;
                }
                listener.restarted(e.getMessage());
                listener.notice("provider.retry", e.getMessage() + "; trying again in " + DurationText.format(pause));
                pause(pause, cancel);
            }
        }
    }

    private String model(Candidate candidate, ChatProvider provider) {
        if (!candidate.model().isEmpty()) {
            return candidate.model();
        }
        if (!candidate.configuration().defaultModel().isEmpty()) {
            return candidate.configuration().defaultModel();
        }
        return firstModels.computeIfAbsent(
                candidate.configuration().id(),
                id -> provider.models().stream()
                        .findFirst()
                        .orElseThrow(() -> new AgentException(
                                ErrorCode.NO_PROVIDER,
                                "provider " + id + " serves no model; load one, or name it: " + id + "/MODEL")));
    }

    private static void pause(Duration pause, CancelSignal cancel) {
        var woken = new java.util.concurrent.CountDownLatch(1);
        try (CancelSignal.Registration registration = cancel.onCancel(woken::countDown)) {
            woken.await(pause.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
        cancel.throwIfCancelled();
    }

    private static AgentException none(List<ModelChoice> preferences) {
        return new AgentException(
                ErrorCode.NO_PROVIDER,
                "no model provider is configured for this agent (wanted: "
                        + String.join(
                                ", ",
                                preferences.stream().map(ModelChoice::toString).toList())
                        + "); add one with `codeagent providers add NAME --key KEY`, start a local model server, or name one with"
                        + " --provider");
    }
}
