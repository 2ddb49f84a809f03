package dev.codeagent.health.boundary;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.diagnostics.DirectoryCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness check: the data directory is writable. The response contains no path and no reason, which only operators
 * may see.
 */
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
