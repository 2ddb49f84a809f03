package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.policy.PolicyContext;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the journal of a run tells a policy. */
final class PolicyContextFactory {
    private PolicyContextFactory() {}

    static PolicyContext create(
            List<RecordedEvent> events,
            boolean isolated,
            List<String> roots,
            CostCalculator costCalculator,
            PolicySettings settings) {
        String osName = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean caseInsensitive = osName.startsWith("mac") || osName.startsWith("windows");
        return new PolicyContext(
                isolated,
                roots,
                isolated || !caseInsensitive,
                calculateCost(events, costCalculator),
                settings.askAboveUsd(),
                countCostApprovals(events));
    }

    private static Optional<BigDecimal> calculateCost(List<RecordedEvent> events, CostCalculator costCalculator) {
        List<RunEvent.TurnFinished> turns = events.stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.TurnFinished.class::isInstance)
                .map(RunEvent.TurnFinished.class::cast)
                .toList();
        String sum = turns.isEmpty() ? "0" : costCalculator.calculate(turns);
        return sum.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(sum));
    }

    /** How often somebody agreed where a rule had asked. */
    private static Map<String, Integer> countCostApprovals(List<RecordedEvent> events) {
        var ruleByApproval = new HashMap<String, String>();
        var costApprovals = new HashMap<String, Integer>();
        for (RecordedEvent recorded : events) {
            if (recorded.event() instanceof RunEvent.ApprovalRequested r) {
                ruleByApproval.put(r.approval(), r.rule());
            } else if (recorded.event() instanceof RunEvent.ApprovalAnswered a
                    && a.decision().equals("approved")) {
                costApprovals.merge(ruleByApproval.getOrDefault(a.approval(), ""), 1, Integer::sum);
            }
        }
        return costApprovals;
    }
}
