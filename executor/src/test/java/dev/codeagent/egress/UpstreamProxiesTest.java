package dev.codeagent.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamProxiesTest {
    private final UpstreamProxies upstreams = UpstreamProxies.fromEnvironment(Map.of(
            "EGRESS_HTTP_PROXY", "http://plain.test:3128",
            "EGRESS_HTTPS_PROXY", "http://user:p%40ss@tunnel.test:8080",
            "EGRESS_NO_PROXY", "mirror.test, .corp.test,10.0.0.0/8 one.test:8443"));

    private static ProxyRequestHead tunnel(String host, int port) {
        return new ProxyRequestHead("CONNECT", host, port, "", List.of());
    }

    @Test
    void selectsTheProxyByTheKindOfRequest() {
        assertThat(upstreams.find(tunnel("other.test", 443)))
                .hasValueSatisfying(u -> assertThat(u).hasToString("tunnel.test:8080"));
        assertThat(upstreams.find(new ProxyRequestHead("GET", "other.test", 80, "/", List.of())))
                .hasValueSatisfying(u -> assertThat(u).hasToString("plain.test:3128"));
        assertThat(upstreams.https().orElseThrow().credentials()).isEqualTo("user:p@ss");
    }

    @Test
    void reachesHostsOfNoProxyDirectly() {
        for (String host : List.of("mirror.test", "a.mirror.test", "nexus.corp.test", "10.1.2.3")) {
            assertThat(upstreams.find(tunnel(host, 443))).isEmpty();
        }
        assertThat(upstreams.find(tunnel("one.test", 8443))).isEmpty();
        for (String host : List.of("one.test", "evilmirror.test", "11.1.2.3")) {
            assertThat(upstreams.find(tunnel(host, 443))).isPresent();
        }
    }

    @Test
    void rejectsAnAddressWithoutAPort() {
        assertThatThrownBy(() -> UpstreamProxies.fromEnvironment(Map.of("EGRESS_HTTP_PROXY", "proxy")))
                .hasMessageContaining("EGRESS_HTTP_PROXY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "intranet",
                "nexus.corp",
                "a.localhost",
                "2130706433",
                "0x7f.1",
                "127.1",
                "127.0.0.1",
                "a.",
                "::1",
                "x.internal"
            })
    void leavesNoNameOfAPrivateNetworkToTheProxy(String host) {
        assertThat(UpstreamProxies.mayBePublicName(host)).isFalse();
    }

    @Test
    void leavesPublicNamesToTheProxy() {
        assertThat(UpstreamProxies.mayBePublicName("repo.maven.apache.org")).isTrue();
    }
}
