package dev.codeagent.policy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Facts about the run that a decision needs in addition to the call.
 *
 * @param isolated whether commands run in a sandbox without access to the network and to files outside the workspace
 * @param roots the paths under which commands see the workspace; relative paths are resolved against the first
 * @param caseSensitive whether the file system distinguishes {@code a} from {@code A}
 * @param costUsd the cost of the run so far; empty if a price is unknown
 * @param approvalThresholdUsd the cost above which calls need approval even without a rule; empty for no limit
 * @param costApprovals how often the user approved exceeding a rule's cost limit, by rule
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

    /** The context of an isolated run that has just started. */
    public static PolicyContext forIsolatedRun() {
        return new PolicyContext(
                true, List.of("/workspace"), true, Optional.of(BigDecimal.ZERO), Optional.empty(), Map.of());
    }
}
