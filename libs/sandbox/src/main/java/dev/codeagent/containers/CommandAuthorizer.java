package dev.codeagent.containers;

import java.util.Optional;

/** Asks the policy about what a call would have run, where the call itself does not say it. */
public interface CommandAuthorizer {

    /**
     * Why the command must not run, in words for the model; empty where it may.
     *
     * @param call the call's id, with the container's name behind it
     * @throws dev.codeagent.api.error.AgentException APPROVAL_NEEDED where somebody is asked, so that the run must wait
     */
    Optional<String> denialReason(String call, String container, String command);
}
