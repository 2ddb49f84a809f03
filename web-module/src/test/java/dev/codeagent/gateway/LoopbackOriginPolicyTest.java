package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackOriginPolicyTest {
    private final LoopbackOriginPolicy policy = new LoopbackOriginPolicy(8080);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:8080", "localhost:9", "[::1]:8080"})
    void allowsLoopbackHosts(String host) {
        assertThat(policy.isHostAllowed(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost@evil.example",
                "127.0.0.1:8080:1"
            })
    void rejectsOtherHosts(String host) {
        assertThat(policy.isHostAllowed(host)).isFalse();
    }

    @Test
    void rejectsAMissingHost() {
        assertThat(policy.isHostAllowed(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://127.0.0.1:8080", "http://localhost:8080"})
    void allowsItsOwnOrigin(String origin) {
        assertThat(policy.isOriginAllowed(origin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://evil.example",
                "http://localhost:9999",
                "https://localhost:8080",
                "http://localhost",
                "::"
            })
    void rejectsForeignOrigins(String origin) {
        assertThat(policy.isOriginAllowed(origin)).isFalse();
    }
}
