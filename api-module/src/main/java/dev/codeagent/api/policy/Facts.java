package dev.codeagent.api.policy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a decision needs to know besides of the call.
 *
 * @param walls whether commands run in a sandbox that keeps them from network and foreign files
 * @param roots the workspace's folder as commands name it, the first for relative paths
 * @param caseMatters whether the file system tells {@code a} from {@code A}
 * @param costUsd what the run has cost so far; empty where a price is not known
 * @param askAboveUsd from which cost on the system asks by itself; empty: never
 * @param raised how often somebody has agreed to go on above a rule's cost, by rule
 */
public record Facts(
        boolean walls,
        List<String> roots,
        boolean caseMatters,
        Optional<BigDecimal> costUsd,
        Optional<BigDecimal> askAboveUsd,
        Map<String, Integer> raised) {
    public Facts {
        roots = List.copyOf(roots);
        raised = Map.copyOf(raised);
    }

    /** A run in a sandbox with walls, at its beginning. */
    public static Facts walled() {
        return new Facts(true, List.of("/workspace"), true, Optional.of(BigDecimal.ZERO), Optional.empty(), Map.of());
    }
}
