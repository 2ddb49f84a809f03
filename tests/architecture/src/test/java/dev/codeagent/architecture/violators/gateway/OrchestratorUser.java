package dev.codeagent.architecture.violators.gateway;

import dev.codeagent.architecture.violators.orchestrator.ThreadStartingException;

/** A door that knows the orchestrator's class. */
public class OrchestratorUser {
    ThreadStartingException orchestrator;
}
