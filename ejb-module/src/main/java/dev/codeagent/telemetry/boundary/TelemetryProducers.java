package dev.codeagent.telemetry.boundary;

import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.dashboard.DashboardService;
import dev.codeagent.api.dashboard.DashboardStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.telemetry.MetricsService;
import dev.codeagent.api.telemetry.OpenConnections;
import dev.codeagent.config.Settings;
import dev.codeagent.messaging.EventObserver;
import dev.codeagent.orchestrator.PendingApprovals;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.telemetry.ActivityReader;
import dev.codeagent.telemetry.DashboardReader;
import dev.codeagent.telemetry.Meters;
import dev.codeagent.telemetry.ModelCallMeters;
import dev.codeagent.telemetry.PrometheusMetrics;
import dev.codeagent.telemetry.RunMeters;
import dev.codeagent.telemetry.SandboxMeters;
import dev.codeagent.telemetry.ServerVersion;
import dev.codeagent.tools.ToolNames;
import dev.codeagent.traces.boundary.TraceProducers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Produces what observes the features, the page for scrapers and the dashboard. */
@ApplicationScoped
public class TelemetryProducers {
    private final ToolNames tools = new ToolNames();
    /** This bean is created with the first observer, when the application starts. */
    private final Instant startedAt = Instant.now();

    @Inject
    Settings settings;

    @Inject
    RunJournal journal;

    @Inject
    @Any
    Instance<OpenConnections> connections;

    @Produces
    @Singleton
    public Meters meters() {
        return new Meters(settings.telemetry().fullMetrics());
    }

    /** Observes the events of all runs, for metrics and traces. */
    @Produces
    @Singleton
    public EventObserver eventObserver(Meters meters, TraceProducers traces) {
        EventObserver exporter = traces.observer(settings, journal, tools);
        var runs = new RunMeters(meters, journal::find, tools::all);
        return (events, append) -> {
            exporter.stored(events, append);
            runs.stored(events, append);
        };
    }

    @Produces
    @Singleton
    public ModelCallMeters modelCallMeters(Meters meters) {
        return new ModelCallMeters(meters);
    }

    @Produces
    @Singleton
    public SandboxMeters sandboxMeters(Meters meters) {
        return new SandboxMeters(meters);
    }

    @Produces
    @Singleton
    public RunQueue.WaitObserver waitObserver(Meters meters) {
        return meters::waited;
    }

    @Produces
    @Singleton
    public ActivityReader activityReader(
            DashboardStore store,
            RunQueue queue,
            PendingApprovals approvals,
            ProviderRouter router,
            LauncherSelector launchers,
            ModelCallMeters models,
            SandboxMeters sandboxes) {
        var sources = new ActivityReader.Sources(
                () -> connections.stream().toList(), store, queue, approvals, router, launchers);
        return new ActivityReader(sources, models, sandboxes, Clock.systemUTC(), startedAt);
    }

    @Produces
    @Singleton
    public MetricsService metrics(Meters meters, ActivityReader activity) {
        return new PrometheusMetrics(meters, activity::readForMetrics, ServerVersion.read());
    }

    @Produces
    @Singleton
    public DashboardService dashboard(ActivityReader activity, DashboardStore store, UsageStore usage) {
        return new DashboardReader(activity, store, usage, Clock.systemUTC());
    }
}
