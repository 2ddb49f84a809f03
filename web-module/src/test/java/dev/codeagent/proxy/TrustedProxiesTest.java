package dev.codeagent.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final String HOST = "Host: 127.0.0.1:8080";
    private final TrustedProxies proxies = TrustedProxies.parse("10.0.0.5, 10.1.0.0/16 fd00::/8", "/agents/");

    /** A request from an address with these header lines. */
    private static HttpServletRequest request(String peer, String... lines) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                TrustedProxiesTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "isSecure" -> false;
                    case "getHeader" ->
                        values((String) arguments[0], lines).stream()
                                .findFirst()
                                .orElse(null);
                    case "getHeaders" -> Collections.enumeration(values((String) arguments[0], lines));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static List<String> values(String name, String... lines) {
        return Arrays.stream(lines)
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT)
                        .startsWith(name.toLowerCase(java.util.Locale.ROOT) + ": "))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.6", "127.0.0.1", "192.0.2.1", "::1", "fe80::1%eth0"})
    void ignoresTheHeadersOfEverybodyElse(String peer) {
        ForwardedRequest read = proxies.read(request(
                peer,
                HOST,
                "Forwarded: for=1.2.3.4;proto=https;host=evil.example",
                "X-Forwarded-For: 1.2.3.4",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil.example"));

        assertThat(read.client()).isEqualTo(peer);
        assertThat(read.secure()).isFalse();
        assertThat(read.host()).contains("127.0.0.1:8080");
        assertThat(read.basePath()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.5", "10.1.200.3", "fd00:0:0:0:0:0:0:9"})
    void readsWhatATrustedProxySays(String peer) {
        ForwardedRequest common = proxies.read(request(
                peer,
                HOST,
                "X-Forwarded-For: 192.0.2.7",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: agents.example.org"));
        ForwardedRequest standard = proxies.read(request(
                peer, HOST, "Forwarded: for=\"192.0.2.7:4711\"; proto=https;host=\"agents.example.org\";by=_x"));

        assertThat(common.client()).isEqualTo("192.0.2.7");
        assertThat(common.secure()).isTrue();
        assertThat(common.host()).contains("agents.example.org");
        assertThat(standard).isEqualTo(common);
        assertThat(common.toClientAddress(URI.create("http://127.0.0.1:8080/api/v1/runs?limit=1&x=%2F")))
                .hasToString("https://agents.example.org/agents/api/v1/runs?limit=1&x=%2F");
    }

    @Test
    void readsAnIpv6Client() {
        assertThat(proxies.read(request("10.0.0.5", HOST, "Forwarded: for=\"[2001:db8::1]:4711\""))
                        .client())
                .isEqualTo("2001:db8::1");
    }

    @Test
    void ignoresWhatAClientWroteBeforeTheProxies() {
        ForwardedRequest read = proxies.read(
                request("10.0.0.5", HOST, "X-Forwarded-For: 1.1.1.1, 192.0.2.7, 10.1.0.9", "X-Forwarded-Proto: https"));

        assertThat(read.client()).as("10.1.0.9 is a proxy too").isEqualTo("192.0.2.7");
        assertThat(read.secure()).isTrue();
        assertThat(proxies.read(request(
                                "10.0.0.5",
                                HOST,
                                "Forwarded: for=1.1.1.1;host=evil.example",
                                "Forwarded: for=192.0.2.7;host=agents.example.org"))
                        .host())
                .contains("agents.example.org");
        assertThat(proxies.read(request(
                                "10.0.0.5",
                                HOST,
                                "X-Forwarded-For: 192.0.2.7",
                                "X-Forwarded-Host: evil.example, agents.example.org"))
                        .host())
                .contains("agents.example.org");
    }

    /** A proxy that sets one kind of header passes on the other, which its client chose. */
    @Test
    void refusesHeadersThatContradictEachOther() {
        assertThatThrownBy(() -> proxies.read(request(
                        "10.0.0.5",
                        HOST,
                        "Forwarded: for=192.0.2.7;proto=https;host=evil.example",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: https")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("contradict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: host=\"a b\"",
                "Forwarded: host=evil.example/x",
                "Forwarded: proto=javascript",
                "Forwarded: for",
                "Forwarded: for=\"x",
                "Forwarded: =x",
                "X-Forwarded-Host: agents.example.org/../x",
                "X-Forwarded-Host: user@agents.example.org",
                "X-Forwarded-Proto: gopher",
                "X-Forwarded-For: 1.1.1.1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"
            })
    void refusesHeadersThatItCannotRead(String line) {
        assertThatThrownBy(() -> proxies.read(request("10.0.0.5", HOST, line))).isInstanceOf(AgentException.class);
    }

    @Test
    void aLongHeaderTakesNoTime() {
        assertThatThrownBy(() -> proxies.read(request("10.0.0.5", HOST, "Forwarded: " + "for=x;".repeat(5_000))))
                .isInstanceOf(AgentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0", "999.1.1.1"})
    void rejectsOtherEntries(String entry) {
        assertThatThrownBy(() -> TrustedProxies.parse(entry, "")).hasMessageContaining("gateway.trustedProxies");
    }
}
