package dev.codeagent.telemetry;

import dev.codeagent.api.dashboard.Activity;
import dev.codeagent.api.dashboard.Activity.Approvals;
import dev.codeagent.api.dashboard.Activity.ModelHealth;
import dev.codeagent.api.dashboard.Activity.OpenConnectionCount;
import dev.codeagent.api.dashboard.Activity.SandboxHealth;
import dev.codeagent.api.dashboard.DashboardStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.BreakerStatus;
import dev.codeagent.api.telemetry.OpenConnections;
import dev.codeagent.orchestrator.PendingApprovals;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.PoolStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads what happens on the server now. */
public final class ActivityReader {
    private final Sources sources;
    private final ModelCallMeters models;
    private final SandboxMeters sandboxes;
    private final Clock clock;
    private final Instant startedAt;

    /**
     * Where the activity is read.
     *
     * @param connections the kinds of connections
     */
    public record Sources(
            Supplier<List<OpenConnections>> connections,
            DashboardStore store,
            RunQueue queue,
            PendingApprovals approvals,
            ProviderRouter router,
            LauncherSelector launchers) {}

    /** @param startedAt when the server started */
    public ActivityReader(
            Sources sources, ModelCallMeters models, SandboxMeters sandboxes, Clock clock, Instant startedAt) {
        this.sources = sources;
        this.models = models;
        this.sandboxes = sandboxes;
        this.clock = clock;
        this.startedAt = startedAt;
    }

    /** @throws AgentException if the database does not answer */
    public Activity read() {
        return read(sources.store().countRuns(), approvals());
    }

    /** What is known without the database if it does not answer; without the open questions. */
    public Activity readForMetrics() {
        Approvals none = new Approvals(0, Optional.empty());
        try {
            return read(sources.store().countRuns(), none);
        } catch (AgentException e) {
            return read(List.of(), none);
        }
    }

    private Activity read(List<Activity.RunCount> runs, Approvals approvals) {
        RunQueue.Status queue = sources.queue().status();
        return new Activity(
                clock.instant(),
                startedAt,
                sources.connections().get().stream()
                        .map(c -> new OpenConnectionCount(c.kind(), c.count()))
                        .sorted(Comparator.comparing(OpenConnectionCount::kind))
                        .toList(),
                runs,
                new Activity.Queue(
                        queue.running(),
                        queue.maxRunning(),
                        queue.waiting(),
                        queue.maxWaiting(),
                        queue.longestWait().toMillis()),
                approvals,
                models(),
                sandboxes());
    }

    private Approvals approvals() {
        var open = sources.approvals().findOpen();
        return new Approvals(
                open.size(), open.stream().map(approval -> approval.askedAt()).min(Comparator.naturalOrder()));
    }

    /** A model has a breaker before its first request is counted, and the other way round. */
    private List<ModelHealth> models() {
        Map<ModelKey, BreakerStatus> breakers = sources.router().breakers().stream()
                .collect(Collectors.toMap(
                        b -> ModelKey.of(b.provider().value(), b.model()), Function.identity(), (a, b) -> a));
        return models.statistics().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .map(entry ->
                        health(entry.getKey(), entry.getValue(), Optional.ofNullable(breakers.get(entry.getKey()))))
                .toList();
    }

    private static ModelHealth health(ModelKey key, ModelStatistics statistics, Optional<BreakerStatus> breaker) {
        ModelStatistics.Counts counts = statistics.counts();
        return new ModelHealth(
                key.provider(),
                key.model(),
                breaker.map(BreakerStatus::state).orElse(BreakerStatus.State.CLOSED),
                breaker.map(BreakerStatus::remaining).orElse(Duration.ZERO).toMillis(),
                counts.requests(),
                counts.errors(),
                counts.lastError(),
                statistics.times().quantiles(),
                statistics.firstTokens().quantiles());
    }

    private List<SandboxHealth> sandboxes() {
        Map<String, PoolStatus> all = new TreeMap<>(sources.launchers().pools());
        sandboxes.starts().keySet().forEach(launcher -> all.putIfAbsent(launcher, PoolStatus.NONE));
        return all.entrySet().stream()
                .map(entry -> health(entry.getKey(), entry.getValue()))
                .toList();
    }

    private SandboxHealth health(String launcher, PoolStatus pool) {
        SandboxMeters.Starts starts =
                Optional.ofNullable(sandboxes.starts().get(launcher)).orElseGet(SandboxMeters.Starts::new);
        return new SandboxHealth(
                launcher,
                pool.warm(),
                pool.maxWarm(),
                starts.succeeded().get(),
                starts.failed().get(),
                starts.times().quantiles());
    }
}
