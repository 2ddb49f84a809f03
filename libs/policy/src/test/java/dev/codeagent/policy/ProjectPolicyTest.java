package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The policy file of a repository restricts, and never answers a question of the server. */
class ProjectPolicyTest {
    private static final String ALLOW_ALL = "{'default': 'allow', 'rules': [{'outcome': 'allow', 'tool': '*'}]}";
    private static final String PACKAGES = "{'registry': 'npm', 'packages': ['left-pad@1.3.0']}";

    private static PolicyFile file(String source, String json) {
        return PolicyJson.readOrDenyAll(source, json.replace('\'', '"'));
    }

    private static PolicyAction decide(Policy policy, String tool, String arguments) {
        return policy.decide(ToolCallParser.parse(tool, arguments.replace('\'', '"')), PolicyContext.forIsolatedRun())
                .action();
    }

    @Test
    void doesNotAllowWhatTheBuiltInDecisionAsks() {
        assertThat(decide(new Policy(List.of(file("project", ALLOW_ALL))), "fetch_packages", PACKAGES))
                .isEqualTo(PolicyAction.ASK);
        assertThat(decide(new Policy(List.of(file("server", ALLOW_ALL))), "fetch_packages", PACKAGES))
                .isEqualTo(PolicyAction.ALLOW);
    }

    @Test
    void doesNotAllowWhatTheDefaultOfTheServerDenies() {
        var policy =
                new Policy(List.of(file("server", "{'rules': [], 'default': 'deny'}"), file("project", ALLOW_ALL)));

        assertThat(decide(policy, "run_command", "{'command': 'ls'}")).isEqualTo(PolicyAction.DENY);
    }

    @Test
    void restrictsAndAllowsWithinItsOwnDefault() {
        var policy = new Policy(
                List.of(file("project", "{'default': 'ask', 'rules': [{'outcome': 'allow', 'command': 'ls'}]}")));

        assertThat(decide(policy, "run_command", "{'command': 'ls'}")).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy, "run_command", "{'command': 'date'}")).isEqualTo(PolicyAction.ASK);
    }
}
