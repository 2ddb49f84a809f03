package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
    private final HostCheck check = new HostCheck(8080);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:8080", "localhost:9", "[::1]:8080"})
    void letsLoopbackIn(String host) {
        assertThat(check.hostAllowed(host)).isTrue();
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
    void refusesOtherHosts(String host) {
        assertThat(check.hostAllowed(host)).isFalse();
    }

    @Test
    void refusesAMissingHost() {
        assertThat(check.hostAllowed(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://127.0.0.1:8080", "http://localhost:8080"})
    void letsItsOwnPagesIn(String origin) {
        assertThat(check.originAllowed(origin)).isTrue();
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
    void refusesForeignPages(String origin) {
        assertThat(check.originAllowed(origin)).isFalse();
    }
}
