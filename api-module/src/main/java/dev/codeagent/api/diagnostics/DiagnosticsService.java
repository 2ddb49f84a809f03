package dev.codeagent.api.diagnostics;

import dev.codeagent.api.security.Caller;

/** Use case: diagnose the server. */
public interface DiagnosticsService {

    /**
     * Runs all checks now; each check has a timeout of a few seconds.
     *
     * @throws dev.codeagent.api.error.AgentException FORBIDDEN if the caller is not an operator, because findings
     *     contain paths, addresses and versions
     */
    DiagnosticReport diagnose(Caller caller);
}
