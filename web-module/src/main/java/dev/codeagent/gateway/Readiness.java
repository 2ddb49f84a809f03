package dev.codeagent.gateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.Runs;
import dev.codeagent.api.security.Caller;
import jakarta.ejb.EJBException;
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
        try {
            runs.list(Caller.LOCAL, new RunJournal.Query(Optional.empty(), Optional.empty(), 1));
            return HealthCheckResponse.up("codeagent");
        } catch (AgentException | EJBException e) { // The database does not answer, or the application still starts.
            return HealthCheckResponse.named("codeagent")
                    .down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
