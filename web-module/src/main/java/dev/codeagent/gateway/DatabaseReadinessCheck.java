package dev.codeagent.gateway;

import dev.codeagent.api.doctor.StorageCheck;
import dev.codeagent.api.storage.Storage;
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
    Storage storage;

    @Override
    public HealthCheckResponse call() {
        return HealthResponses.from(new StorageCheck(storage).look().getFirst());
    }
}
