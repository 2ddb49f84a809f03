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

    /**
     * Returns the result of a call as the model may get it: secrets that it must not get are replaced.
     *
     * @throws dev.codeagent.api.error.AgentException APPROVAL_NEEDED if a user must decide about a secret first
     */
    default String reviewResult(RunEvent.ToolCalled call, String result) {
        return result;
    }

    /** Returns a text of a request to the model as the model may get it, like {@link #reviewResult}. */
    default String reviewPrompt(String step, String text) {
        return text;
    }
}
