package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackOriginPolicyTest {
    private final LoopbackOriginPolicy policy = new LoopbackOriginPolicy(8080, Set.of("agents.example.org"));

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
        assertThat(policy.isOriginAllowed(origin, "127.0.0.1:8080")).isTrue();
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
        assertThat(policy.isOriginAllowed(origin, "127.0.0.1:8080")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agents.example.org", "Agents.Example.org:443"})
    void allowsConfiguredHosts(String host) {
        assertThat(policy.isHostAllowed(host)).isTrue();
    }

    @Test
    void allowsPagesOfAConfiguredHostOnlyOnTheSamePort() {
        assertThat(policy.isOriginAllowed("https://agents.example.org", "agents.example.org"))
                .isTrue();
        assertThat(policy.isOriginAllowed("https://agents.example.org:8443", "agents.example.org"))
                .isFalse();
        assertThat(policy.isOriginAllowed("https://agents.example.org", "127.0.0.1:8080"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "", "SAME-ORIGIN"})
    void rejectsWhatThePageOfAnotherSiteFetches(String site) {
        assertThat(policy.isFetchSiteAllowed(site)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void allowsItsOwnPagesAndWhatTheUserOpens(String site) {
        assertThat(policy.isFetchSiteAllowed(site)).isTrue();
        assertThat(policy.isFetchSiteAllowed(null)).isTrue();
    }
}
