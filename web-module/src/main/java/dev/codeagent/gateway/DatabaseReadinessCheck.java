package dev.codeagent.gateway;

import dev.codeagent.api.doctor.DatabaseConnectionCheck;
import dev.codeagent.api.storage.DatabaseHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the database answers. */
@Readiness
@ApplicationScoped
public class DatabaseReadinessCheck implements HealthCheck {
    @Inject
    DatabaseHealth storage;

    @Override
    public HealthCheckResponse call() {
        return HealthResponses.from(new DatabaseConnectionCheck(storage).run().getFirst());
    }
}
