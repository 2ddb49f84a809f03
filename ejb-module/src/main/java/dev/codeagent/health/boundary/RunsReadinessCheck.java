package dev.codeagent.health.boundary;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness: the application has started and can read runs. The reason of a failure is for operators: {@code
 * /api/v1/health}.
 */
@Readiness
@ApplicationScoped
public class RunsReadinessCheck implements HealthCheck {
    @Inject
    RunService runs;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("runs").status(isReadable()).build();
    }

    private boolean isReadable() {
        try {
            runs.list(Caller.LOCAL, new RunJournal.Query(Optional.empty(), Optional.empty(), 1));
            return true;
        } catch (AgentException
                | EJBException e) { // The database does not answer, or the application is still starting.
            return false;
        }
    }
}
