package dev.codeagent.agents;

import dev.codeagent.api.run.RunEvent;
import java.util.Optional;

/** Decides which tool calls may be executed. */
public interface ToolCallAuthorizer {

    /**
     * Why the call must not be executed, as text for the model; empty if it may be.
     *
     * @throws dev.codeagent.api.error.AgentException APPROVAL_NEEDED if the run must wait for an approval
     */
    Optional<String> denialReason(RunEvent.ToolCalled call);
}
