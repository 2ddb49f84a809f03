package dev.codeagent.architecture.violators.agents;

import dev.codeagent.architecture.violators.gateway.OrchestratorUser;
import dev.codeagent.architecture.violators.orchestrator.ThreadStartingException;
import jakarta.ejb.Stateless;

/** Violates the rules of features: uses the container, a later feature and the gateway. */
@Stateless
public class ContainerUser {
    ThreadStartingException orchestratorType;
    OrchestratorUser gatewayType;
}
