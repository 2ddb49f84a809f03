package dev.codeagent.gateway;

import dev.codeagent.api.doctor.Finding;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What strangers learn of a check: its name, and up or down. Paths, versions and reasons are for operators. */
final class HealthResponses {
    private HealthResponses() {}

    static HealthCheckResponse from(Finding finding) {
        return HealthCheckResponse.named(finding.check())
                .status(finding.level() != Finding.Level.FAIL)
                .build();
    }
}
