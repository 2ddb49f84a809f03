package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PackagePolicyTest {
    private static Policy policy(String... files) {
        return new Policy(Arrays.stream(files)
                .map(file -> PolicyJson.readOrDenyAll("server", file.replace('\'', '"')))
                .toList());
    }

    private static PolicyDecision decide(Policy policy, String tool, String arguments) {
        return policy.decide(ToolCallParser.parse(tool, arguments.replace('\'', '"')), PolicyContext.forIsolatedRun());
    }

    @Test
    void asksBeforePackagesAreFetchedUnlessARuleAllowsTheRegistry() {
        String arguments = "{'registry': 'npm', 'packages': ['left-pad@1.3.0']}";
        String rule = "{'rules': [{'outcome': '%s', 'tool': 'fetch_packages', 'network': 'registry.npmjs.org'}]}";

        assertThat(decide(policy(), "fetch_packages", arguments)).satisfies(decision -> {
            assertThat(decision.action()).isEqualTo(PolicyAction.ASK);
            assertThat(decision.reason()).contains("registry.npmjs.org");
        });
        assertThat(decide(policy(rule.formatted("allow")), "fetch_packages", arguments)
                        .action())
                .isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy(rule.formatted("deny")), "fetch_packages", arguments)
                        .action())
                .isEqualTo(PolicyAction.DENY);
        assertThat(decide(
                                policy(rule.formatted("allow")),
                                "fetch_packages",
                                "{'registry': 'pypi', 'packages': ['x==1']}")
                        .action())
                .isEqualTo(PolicyAction.ASK);
        assertThat(decide(policy(), "fetch_packages", "{'registry': 1}").action())
                .isEqualTo(PolicyAction.DENY);
    }
}
