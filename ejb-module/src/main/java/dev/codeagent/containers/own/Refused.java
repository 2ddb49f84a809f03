package dev.codeagent.containers.own;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/** What is wrong with a call, in words for the model. */
public final class Refused {
    private Refused() {}

    public static AgentException because(String words) {
        return new AgentException(ErrorCode.INVALID_VALUE, words);
    }
}
