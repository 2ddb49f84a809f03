package dev.codeagent.health.boundary;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.diagnostics.DirectoryCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: the data directory is writable. The response holds no path and no reason; those are for operators. */
@Readiness
@ApplicationScoped
public class DataDirectoryReadinessCheck implements HealthCheck {
    private final Path dataDirectory = Path.of(ConfigProvider.getConfig()
            .getOptionalValue("codeagent.data", String.class)
            .orElse("data"));

    @Override
    public HealthCheckResponse call() {
        Finding finding = DirectoryCheck.dataDirectory(dataDirectory).run().getFirst();
        return HealthCheckResponse.named(finding.check())
                .status(finding.level() != Finding.Level.FAIL)
                .build();
    }
}
