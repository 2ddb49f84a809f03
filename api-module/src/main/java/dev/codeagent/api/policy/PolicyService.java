package dev.codeagent.api.policy;

import dev.codeagent.api.security.Caller;
import java.util.List;

/** Rules and what they would have done. */
public interface PolicyService {

    /**
     * Decides over the calls of past runs as if these rules had been there too.
     *
     * @param rules a policy file as JSON text
     * @param runs how many runs to look at, the newest first
     */
    Simulation simulate(Caller caller, String rules, int runs);

    /**
     * What rules would have changed.
     *
     * @param rules a policy file as JSON text
     * @param runs how many runs there were, and {@code calls} how many calls in them
     */
    record Simulation(int runs, int calls, List<DecisionChange> changes) {}

    /** A call of which would have become something else; {@code before} and {@code after} are allow, ask or deny. */
    record DecisionChange(
            String run,
            String call,
            String tool,
            String arguments,
            String before,
            String after,
            String rule,
            String reason) {}
}
