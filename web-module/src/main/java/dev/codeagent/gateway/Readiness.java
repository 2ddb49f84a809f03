package dev.codeagent.gateway;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.Runs;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready means: the database answers. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {
    @Inject
    Runs runs;

    @Override
    public HealthCheckResponse call() {
        runs.list(Caller.LOCAL, new RunJournal.Query(Optional.empty(), Optional.empty(), 1));
        return HealthCheckResponse.named("codeagent").up().build();
    }
}
