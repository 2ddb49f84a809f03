package dev.codeagent.health.boundary;

import dev.codeagent.api.diagnostics.DiagnosticsService;
import dev.codeagent.api.storage.DatabaseHealth;
import dev.codeagent.config.Settings;
import dev.codeagent.diagnostics.Check;
import dev.codeagent.diagnostics.DatabaseConnectionCheck;
import dev.codeagent.diagnostics.HostChecks;
import dev.codeagent.diagnostics.LocalTokenCheck;
import dev.codeagent.diagnostics.ProviderProbe;
import dev.codeagent.health.ProviderChecks;
import dev.codeagent.health.ServerDiagnostics;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.sandbox.docker.ContainerChecks;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.config.ConfigProvider;

/** Produces the diagnostics service with all checks of the server. */
@ApplicationScoped
public class DiagnosticsProducers {
    @Resource
    ManagedThreadFactory threads;

    @Produces
    @Singleton
    public DiagnosticsService diagnosticsService(
            Settings settings,
            DatabaseHealth databaseHealth,
            ConfiguredProviders registry,
            ProviderHttpClient http,
            ContainerChecks containers) {
        Executor executor = work -> threads.newThread(work).start();
        return new ServerDiagnostics(
                () -> {
                    List<Check> all = checks(settings, databaseHealth, http, registry);
                    if (!settings.sandbox().launcher().equals("bubblewrap")) {
                        all.addAll(containers.all());
                    }
                    all.add(new ProviderChecks(registry, executor));
                    return all;
                },
                executor);
    }

    private static List<Check> checks(
            Settings settings, DatabaseHealth databaseHealth, ProviderHttpClient http, ConfiguredProviders registry) {
        var probe = new ProviderProbe(
                () -> registry.all().stream()
                        .map(entry -> entry.configuration().baseUrl())
                        .toList(),
                http.proxies(),
                http.client());
        return new ArrayList<>(new HostChecks(
                        System.getenv(),
                        settings.dataDirectory(),
                        settings.keyFile(),
                        !settings.sandbox().allowPlain(),
                        probe)
                .list(List.of(
                        new DatabaseConnectionCheck(databaseHealth),
                        new LocalTokenCheck(
                                ConfigProvider.getConfig()
                                        .getOptionalValue("security.localToken", Boolean.class)
                                        .orElse(true),
                                settings.dataDirectory()))));
    }
}
