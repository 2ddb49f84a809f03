package dev.codeagent.health.boundary;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Liveness: no threads are deadlocked. It checks no database, disk or network, because a restart fixes none of them. It
 * is a separate bean, because Payara treats a bean that is both live and ready as ready only.
 */
@Liveness
@ApplicationScoped
public class DeadlockLivenessCheck implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("threads").status(hasNoDeadlock()).build();
    }

    static boolean hasNoDeadlock() {
        return ManagementFactory.getThreadMXBean().findDeadlockedThreads() == null;
    }
}
