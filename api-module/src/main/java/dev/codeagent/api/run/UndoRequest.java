package dev.codeagent.api.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/**
 * The changes of a run to undo: a step, a call, or, if both are empty, the last step that was not undone.
 *
 * @param everythingSince restores the state before it, including all later changes
 */
public record UndoRequest(String step, String call, boolean everythingSince) {
    public UndoRequest {
        if (!step.isEmpty() && !call.isEmpty()) {
            throw new AgentException(ErrorCode.INVALID_VALUE, "the undo names a step and a call; name only one of them")
                    .inField("call");
        }
    }
}
