package dev.codeagent.containers;

import java.util.Map;
import java.util.Optional;

/** Asks the policy about commands that a tool call runs without naming them in its arguments. */
public interface CommandAuthorizer {

    /**
     * The reason why the command must not run, for the model; empty if it may run.
     *
     * @param call the id of the call, followed by the name of the container
     * @param command empty for the commands of the image, which get the variables
     * @param environment the variables of the container
     * @throws dev.codeagent.api.error.AgentException APPROVAL_NEEDED if a user must decide, so the run must wait
     */
    Optional<String> denialReason(String call, String container, String command, Map<String, String> environment);
}
