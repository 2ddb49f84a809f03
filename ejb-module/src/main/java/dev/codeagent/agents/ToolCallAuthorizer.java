package dev.codeagent.agents;

import dev.codeagent.api.run.RunEvent;
import java.util.Optional;

/** Says which calls may be made. */
public interface ToolCallAuthorizer {

    /**
     * Why the call must not be made, in words for the model; empty where it may.
     *
     * @throws dev.codeagent.api.error.AgentException APPROVAL_NEEDED where somebody is asked, so that the run must wait
     */
    Optional<String> denialReason(RunEvent.ToolCalled call);
}
