package dev.codeagent.traces.boundary;

import dev.codeagent.api.concurrent.ManagedTaskExecutor;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.config.Settings;
import dev.codeagent.config.TelemetrySettings;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.diagnostics.net.TrustAnchors;
import dev.codeagent.messaging.EventObserver;
import dev.codeagent.tools.ToolNames;
import dev.codeagent.traces.TraceCollector;
import dev.codeagent.traces.TraceExporter;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

/** Creates the export of traces if the configuration has a server for them; otherwise nothing of it is loaded. */
@ApplicationScoped
public class TraceProducers {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @Resource
    ManagedThreadFactory threads;

    /** What observes the events of runs for their traces. */
    public EventObserver observer(Settings settings, RunJournal journal, ToolNames tools) {
        TelemetrySettings telemetry = settings.telemetry();
        return telemetry
                .traces()
                .<EventObserver>map(endpoint -> TraceExporter.to(
                        collector(endpoint, telemetry),
                        journal,
                        new ManagedTaskExecutor(threads, 1),
                        tools::all,
                        Map.of("service.name", "codeagent")))
                .orElse(EventObserver.NONE);
    }

    private TraceCollector collector(URI endpoint, TelemetrySettings telemetry) {
        EnvironmentProxySelector proxies = EnvironmentProxySelector.fromSystemEnvironment();
        return new TraceCollector(
                endpoint,
                telemetry.traceHeaders().map(TraceCollector::readHeaders).orElse(Map.of()),
                proxies,
                () -> HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .proxy(proxies)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .sslContext(
                                TrustAnchors.fromEnvironment(System.getenv()).sslContext())
                        .executor(new ManagedTaskExecutor(threads, 2))
                        .build());
    }
}
