package dev.codeagent.architecture.violators.gateway;

import dev.codeagent.architecture.violators.orchestrator.ThreadStartingException;

/** A gateway class that depends on a class of the orchestrator. */
public class OrchestratorUser {
    ThreadStartingException orchestrator;
}
