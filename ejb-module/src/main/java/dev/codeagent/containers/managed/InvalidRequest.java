package dev.codeagent.containers.managed;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/** What is wrong with a call, in words for the model. */
public final class InvalidRequest {
    private InvalidRequest() {}

    public static AgentException of(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }
}
