package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.Optional;

/** Consents of tests. */
final class PreparationConsents {
    /** No run goes on without tests. */
    static final PreparationConsent NONE = new PreparationConsent() {
        @Override
        public Optional<String> earlierProblem() {
            return Optional.empty();
        }

        @Override
        public void require(String problem) {
            throw new AgentException(ErrorCode.PREPARE_FAILED, problem);
        }
    };

    private PreparationConsents() {}
}
