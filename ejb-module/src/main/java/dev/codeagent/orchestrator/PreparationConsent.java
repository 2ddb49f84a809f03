package dev.codeagent.orchestrator;

import java.util.Optional;

/** The user's decision whether a run goes on without tests if its project cannot be prepared. */
public interface PreparationConsent {

    /** The problem about which an earlier attempt of the run asked. */
    Optional<String> earlierProblem();

    /**
     * Returns if the run goes on without tests.
     *
     * @param problem why the project cannot be prepared, in one line
     * @throws dev.codeagent.api.error.AgentException APPROVAL_NEEDED if the user is asked, PREPARE_FAILED if the answer is no
     */
    void require(String problem);
}
