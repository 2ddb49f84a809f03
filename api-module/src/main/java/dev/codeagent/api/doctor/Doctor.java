package dev.codeagent.api.doctor;

import dev.codeagent.api.security.Caller;

/** Examines the server. */
public interface Doctor {

    /**
     * Makes all checks now; ends within {@link Examination#LIMIT}.
     *
     * @throws dev.codeagent.api.error.AgentException FORBIDDEN for a caller who is no operator: findings hold paths,
     *     addresses and versions
     */
    Diagnosis examine(Caller caller);
}
