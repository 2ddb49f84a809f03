package dev.codeagent.api.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/**
 * What of a run is to be undone: a step, a call, or, where both are empty, the last step that was not undone.
 *
 * @param everythingSince goes back to the state before it, whatever changed since
 */
public record UndoRequest(String step, String call, boolean everythingSince) {
    public UndoRequest {
        if (!step.isEmpty() && !call.isEmpty()) {
            throw new AgentException(ErrorCode.INVALID_VALUE, "name a step or a call to undo, not both");
        }
    }
}
