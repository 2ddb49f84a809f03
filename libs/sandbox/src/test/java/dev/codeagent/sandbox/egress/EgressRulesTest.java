package dev.codeagent.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.docker.NetworkAccess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressRulesTest {
    @ParameterizedTest
    @CsvSource({
        "tcp://203.0.113.9:2376,203.0.113.9",
        "ssh://builder@203.0.113.9,203.0.113.9",
        "https://203.0.113.9,203.0.113.9",
        "tcp://[2001:db8::9]:2376,2001:db8:0:0:0:0:0:9",
        "tcp://localhost:2375,127.0.0.1"
    })
    void deniesTheMachineOfARemoteEngine(String dockerHost, String address) {
        var rules = new EgressRules(List.of(), Map.of("DOCKER_HOST", dockerHost));

        assertThat(denied(rules.environment(NetworkAccess.PUBLIC))).contains(address);
        assertThat(denied(rules.containerEnvironment(NetworkAccess.LISTED))).contains(address);
    }

    @ParameterizedTest
    @CsvSource({"unix:///var/run/docker.sock", "tcp://no such host:1", "tcp://missing.invalid:2376", "''"})
    void deniesThisMachineAlways(String dockerHost) {
        var rules = new EgressRules(List.of(), Map.of("DOCKER_HOST", dockerHost));

        assertThat(denied(rules.environment(NetworkAccess.PUBLIC)))
                .contains("127.0.0.1")
                .isEqualTo(denied(new EgressRules(List.of(), Map.of()).environment(NetworkAccess.PUBLIC)));
    }

    @Test
    void showsNoValueOfTheEnvironment() {
        assertThat(new EgressRules(List.of(), Map.of("DOCKER_HOST", "tcp://secret")).toString())
                .doesNotContain("secret");
    }

    private static List<String> denied(Map<String, String> environment) {
        return List.of(environment.get("EGRESS_DENIED").split(","));
    }
}
