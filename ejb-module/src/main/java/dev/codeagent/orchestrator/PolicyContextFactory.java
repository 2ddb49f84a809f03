package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.policy.PolicyContext;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Creates what policy rules may ask about a run, from its history. */
final class PolicyContextFactory {
    private PolicyContextFactory() {}

    static PolicyContext create(
            RunHistory history,
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
                calculateCost(history.finishedTurns(), costCalculator),
                settings.askAboveUsd(),
                history.approvalsByRule());
    }

    /** Empty if the price of a model is unknown. */
    private static Optional<BigDecimal> calculateCost(
            List<RunEvent.TurnFinished> turns, CostCalculator costCalculator) {
        String sum = turns.isEmpty() ? "0" : costCalculator.calculate(turns);
        return sum.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(sum));
    }
}
