package dev.codeagent.orchestrator;

import dev.codeagent.api.policy.PolicyContext;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.config.PolicySettings;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the journal of a run tells a policy. */
final class RunFacts {
    private RunFacts() {}

    static PolicyContext at(
            List<RecordedEvent> events, boolean walls, List<String> roots, CostSheet costs, PolicySettings settings) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean caseless = system.startsWith("mac") || system.startsWith("windows");
        return new PolicyContext(
                walls, roots, walls || !caseless, cost(events, costs), settings.askAboveUsd(), raised(events));
    }

    private static Optional<BigDecimal> cost(List<RecordedEvent> events, CostSheet costs) {
        List<RunEvent.TurnFinished> turns = events.stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.TurnFinished.class::isInstance)
                .map(RunEvent.TurnFinished.class::cast)
                .toList();
        String sum = turns.isEmpty() ? "0" : costs.of(turns);
        return sum.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(sum));
    }

    /** How often somebody agreed where a rule had asked. */
    private static Map<String, Integer> raised(List<RecordedEvent> events) {
        var rules = new HashMap<String, String>();
        var raised = new HashMap<String, Integer>();
        for (RecordedEvent recorded : events) {
            if (recorded.event() instanceof RunEvent.ApprovalRequested r) {
                rules.put(r.approval(), r.rule());
            } else if (recorded.event() instanceof RunEvent.ApprovalAnswered a
                    && a.decision().equals("approved")) {
                raised.merge(rules.getOrDefault(a.approval(), ""), 1, Integer::sum);
            }
        }
        return raised;
    }
}
