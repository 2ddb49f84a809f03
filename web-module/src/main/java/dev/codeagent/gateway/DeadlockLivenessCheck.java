package dev.codeagent.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Live means: no threads wait for each other for ever. It asks nothing of database, disk or network: a restart mends none
 * of them. A bean of its own, because Payara takes one that is both live and ready for ready only.
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
