package dev.codeagent.gateway;

import dev.codeagent.api.doctor.DirectoryCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the data directory can be written. */
@Readiness
@ApplicationScoped
public class DataDirectoryReadinessCheck implements HealthCheck {
    private final Path dataDirectory = Path.of(ConfigProvider.getConfig()
            .getOptionalValue("codeagent.data", String.class)
            .orElse("data"));

    @Override
    public HealthCheckResponse call() {
        return HealthResponses.from(
                DirectoryCheck.dataDirectory(dataDirectory).run().getFirst());
    }
}
