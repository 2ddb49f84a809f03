package dev.codeagent.gateway;

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

/** Ready for runs: the application has started, and reads them. Why not, is for operators: {@code /api/v1/health}. */
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
        } catch (AgentException | EJBException e) { // The database does not answer, or the application still starts.
            return false;
        }
    }
}
