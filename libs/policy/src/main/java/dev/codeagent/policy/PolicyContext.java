package dev.codeagent.policy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a decision needs to know besides of the call.
 *
 * @param isolated whether commands run in a sandbox that keeps them from network and foreign files
 * @param roots the workspace's folder as commands name it, the first for relative paths
 * @param caseSensitive whether the file system tells {@code a} from {@code A}
 * @param costUsd what the run has cost so far; empty where a price is not known
 * @param approvalThresholdUsd from which cost on the system asks by itself; empty: never
 * @param costApprovals how often somebody has agreed to go on above a rule's cost, by rule
 */
public record PolicyContext(
        boolean isolated,
        List<String> roots,
        boolean caseSensitive,
        Optional<BigDecimal> costUsd,
        Optional<BigDecimal> approvalThresholdUsd,
        Map<String, Integer> costApprovals) {
    public PolicyContext {
        roots = List.copyOf(roots);
        costApprovals = Map.copyOf(costApprovals);
    }

    /** A run in a sandbox with walls, at its beginning. */
    public static PolicyContext forIsolatedRun() {
        return new PolicyContext(
                true, List.of("/workspace"), true, Optional.of(BigDecimal.ZERO), Optional.empty(), Map.of());
    }
}
