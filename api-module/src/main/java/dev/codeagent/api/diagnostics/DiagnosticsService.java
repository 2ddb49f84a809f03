package dev.codeagent.api.diagnostics;

import dev.codeagent.api.security.Caller;

/** Examines the server. */
public interface DiagnosticsService {

    /**
     * Makes all checks now; each check has a timeout of a few seconds.
     *
     * @throws dev.codeagent.api.error.AgentException FORBIDDEN for a caller who is no operator: findings hold paths,
     *     addresses and versions
     */
    DiagnosticReport diagnose(Caller caller);
}
