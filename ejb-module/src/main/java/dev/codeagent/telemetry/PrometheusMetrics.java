package dev.codeagent.telemetry;

import dev.codeagent.api.dashboard.Activity;
import dev.codeagent.api.provider.BreakerStatus;
import dev.codeagent.api.telemetry.MetricsService;
import dev.codeagent.api.wire.EnumCodec;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes the instruments and the activity of the server as a page for scrapers. */
public final class PrometheusMetrics implements MetricsService {
    private final Meters meters;
    private final Supplier<Activity> activity;
    private final String version;
    private final ExpositionFormats formats = ExpositionFormats.init();
    private Optional<Activity> current = Optional.empty();
    private boolean registered;

    /** @param activity what happens now; it does not fail */
    public PrometheusMetrics(Meters meters, Supplier<Activity> activity, String version) {
        this.meters = meters;
        this.activity = activity;
        this.version = version;
    }

    @Override
    public synchronized MetricsPage scrape(String accept) {
        PrometheusRegistry registry = meters.instruments().registry;
        if (!registered) {
            registered = true;
            registerGauges();
            registerJvm(registry);
        }
        current = Optional.of(activity.get());
        ExpositionFormatWriter writer = formats.findWriter(accept);
        var page = new ByteArrayOutputStream();
        try {
            writer.write(page, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MetricsPage(writer.getContentType(), page.toString(StandardCharsets.UTF_8));
    }

    private static void registerJvm(PrometheusRegistry registry) {
        JvmMemoryMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }

    private void registerGauges() {
        Instruments instruments = meters.instruments();
        instruments.buildInfo(version);
        instruments.gauge(
                "codeagent_connections",
                "Open connections of clients.",
                values -> now().connections().forEach(c -> values.call(c.open(), c.kind())),
                "kind");
        instruments.gauge(
                "codeagent_runs",
                "Runs in the database, by state.",
                values -> now().runs().forEach(r -> values.call(r.runs(), EnumCodec.write(r.state()))),
                "state");
        instruments.gauge(
                "codeagent_queue_runs",
                "Runs that this server executes, and that wait for it.",
                values -> {
                    values.call(now().queue().running(), "running");
                    values.call(now().queue().waiting(), "waiting");
                },
                "state");
        instruments.gauge(
                "codeagent_queue_capacity",
                "How many runs may be executed, and how many may wait.",
                values -> {
                    values.call(now().queue().maxRunning(), "running");
                    values.call(now().queue().maxWaiting(), "waiting");
                },
                "state");
        instruments.gauge(
                "codeagent_queue_longest_wait_seconds",
                "How long the first run in the queue has waited.",
                values -> values.call(now().queue().longestWaitMillis() / 1e3));
        instruments.gauge(
                "codeagent_model_breaker_state",
                "1 for the state of the circuit breaker of each model.",
                values -> now().models()
                        .forEach(model -> List.of(BreakerStatus.State.values())
                                .forEach(state -> values.call(
                                        state == model.breaker() ? 1 : 0,
                                        model.provider(),
                                        model.model(),
                                        EnumCodec.write(state)))),
                "gen_ai_provider_name",
                "gen_ai_request_model",
                "state");
        instruments.gauge(
                "codeagent_sandbox_pool",
                "Sandboxes that wait for a run (warm), and the most that may (max).",
                values -> now().sandboxes().forEach(sandbox -> {
                    values.call(sandbox.warm(), sandbox.launcher(), "warm");
                    values.call(sandbox.maxWarm(), sandbox.launcher(), "max");
                }),
                "launcher",
                "kind");
    }

    private Activity now() {
        return current.orElseThrow();
    }
}
