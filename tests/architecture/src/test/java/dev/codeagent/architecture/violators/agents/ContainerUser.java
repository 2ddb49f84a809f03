package dev.codeagent.architecture.violators.agents;

import dev.codeagent.architecture.violators.gateway.Door;
import dev.codeagent.architecture.violators.orchestrator.Later;
import jakarta.ejb.Stateless;

/** Breaks the rules of features: uses the container, a later feature and the door. */
@Stateless
public class ContainerUser {
    Later later;
    Door door;
}
