package dev.codeagent.architecture.violators.gateway;

import dev.codeagent.architecture.violators.orchestrator.Later;

/** A door that knows the orchestrator's class. */
public class Door {
    Later orchestrator;
}
