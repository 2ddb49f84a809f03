package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.policy.PolicyService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.orchestrator.PolicySimulator;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** The door of policies. */
@Stateless
@Local(PolicyService.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PolicyServiceBean implements PolicyService {
    @Inject
    PolicySimulator simulator;

    @Override
    public Simulation simulate(Caller caller, String rules, int runs) {
        return simulator.simulate(caller, rules, runs);
    }
}
