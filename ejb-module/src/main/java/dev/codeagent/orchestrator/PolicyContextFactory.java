package dev.codeagent.orchestrator;

import dev.codeagent.config.PolicySettings;
import dev.codeagent.policy.PolicyContext;
import java.util.List;
import java.util.Locale;

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
                costCalculator.calculate(history),
                settings.askAboveUsd(),
                history.approvalsByRule());
    }
}
