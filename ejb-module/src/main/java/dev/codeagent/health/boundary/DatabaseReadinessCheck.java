package dev.codeagent.health.boundary;

import dev.codeagent.api.storage.DatabaseHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: the database answers. The response contains no address and no reason; those are for operators. */
@Readiness
@ApplicationScoped
public class DatabaseReadinessCheck implements HealthCheck {
    @Inject
    DatabaseHealth databaseHealth;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("database")
                .status(databaseHealth.status().up())
                .build();
    }
}
