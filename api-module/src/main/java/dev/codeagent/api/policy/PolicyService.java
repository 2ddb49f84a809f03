package dev.codeagent.api.policy;

import dev.codeagent.api.security.Caller;
import java.util.List;

/** Use cases for policy rules. */
public interface PolicyService {

    /**
     * Evaluates the calls of past runs as if these rules had been active too.
     *
     * @param rules a policy file as JSON text
     * @param runs the number of runs to evaluate, newest first
     */
    Simulation simulate(Caller caller, String rules, int runs);

    /**
     * The effect that rules would have had.
     *
     * @param runs the number of runs evaluated
     * @param calls the number of tool calls in these runs
     */
    record Simulation(int runs, int calls, List<DecisionChange> changes) {}

    /** A call whose decision would have been different; {@code before} and {@code after} are allow, ask or deny. */
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
