package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.policy.Policies;
import dev.codeagent.api.policy.RuleFile;
import dev.codeagent.api.security.Caller;
import dev.codeagent.orchestrator.PolicyTrials;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** The door of policies. */
@Stateless
@Local(Policies.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PoliciesBean implements Policies {
    @Inject
    PolicyTrials trials;

    @Override
    public Trial tryOut(Caller caller, RuleFile rules, int runs) {
        return trials.tryOut(caller, rules, runs);
    }
}
