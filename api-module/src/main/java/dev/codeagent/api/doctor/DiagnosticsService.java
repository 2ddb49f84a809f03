package dev.codeagent.api.doctor;

import dev.codeagent.api.security.Caller;

/** Examines the server. */
public interface DiagnosticsService {

    /**
     * Makes all checks now; ends within {@link CheckRunner#TIMEOUT}.
     *
     * @throws dev.codeagent.api.error.AgentException FORBIDDEN for a caller who is no operator: findings hold paths,
     *     addresses and versions
     */
    DiagnosticReport diagnose(Caller caller);
}
