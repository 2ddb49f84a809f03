package dev.codeagent.diagnostics.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxySelectorTest {
    private static final URI HTTPS = URI.create("https://api.provider.test/v1");
    private static final URI HTTP = URI.create("http://models.provider.test:8000/v1");

    private static EnvironmentProxySelector of(String... variables) {
        var environment = new java.util.HashMap<String, String>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return new EnvironmentProxySelector(environment, Optional.empty());
    }

    private static String proxy(EnvironmentProxySelector proxies, URI uri) {
        Proxy proxy = proxies.select(uri).getFirst();
        return proxy.type() == Proxy.Type.DIRECT
                ? "direct"
                : ((InetSocketAddress) proxy.address()).getHostString() + ":"
                        + ((InetSocketAddress) proxy.address()).getPort();
    }

    @Test
    void connectsDirectlyWithoutProxySettings() {
        assertThat(proxy(of(), HTTPS)).isEqualTo("direct");
        assertThat(proxy(of("HTTPS_PROXY", " "), HTTPS)).isEqualTo("direct");
    }

    @Test
    void selectsTheProxyByScheme() {
        EnvironmentProxySelector proxies = of("HTTP_PROXY", "http://plain:3128", "HTTPS_PROXY", "http://secure:3129/");

        assertThat(proxy(proxies, HTTP)).isEqualTo("plain:3128");
        assertThat(proxy(proxies, HTTPS)).isEqualTo("secure:3129");
        assertThat(proxy(of("HTTP_PROXY", "http://plain:3128"), HTTPS)).isEqualTo("direct");
    }

    @Test
    void prefersLowerCaseVariables() {
        EnvironmentProxySelector proxies = of("HTTPS_PROXY", "http://capital:1", "https_proxy", "http://small:2");

        assertThat(proxy(proxies, HTTPS)).isEqualTo("small:2");
        assertThat(proxies.settings())
                .extracting(EnvironmentProxySelector.Setting::variable)
                .containsExactly("https_proxy");
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy.test:3128, proxy.test:3128",
        "proxy.test:3128, proxy.test:3128",
        "http://proxy.test, proxy.test:80",
        "http://me:secret@proxy.test:3128/, proxy.test:3128",
        "http://10.1.2.3:3128, 10.1.2.3:3128"
    })
    void acceptsTheUsualAddressForms(String value, String proxy) {
        assertThat(proxy(of("HTTPS_PROXY", value), HTTPS)).isEqualTo(proxy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"socks5://proxy.test:1080", "https://proxy.test:443", "proxy.test", "http://", "::::", "a b:80"})
    void listsButIgnoresInvalidProxyAddresses(String value) {
        EnvironmentProxySelector proxies = of("HTTPS_PROXY", value);

        assertThat(proxy(proxies, HTTPS)).isEqualTo("direct");
        assertThat(proxies.settings()).hasSize(1).allMatch(s -> s.address().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | http://any.test/ | direct",
                "provider.test | https://provider.test/ | direct",
                "provider.test | https://api.provider.test/ | direct",
                ".provider.test | https://api.provider.test/ | direct",
                "*.provider.test | https://api.provider.test/ | direct",
                "PROVIDER.test | https://API.provider.TEST/ | direct",
                "provider.test | https://notprovider.test/ | p:1",
                "one.test, provider.test | https://provider.test/ | direct",
                "provider.test:8443 | https://provider.test:8443/ | direct",
                "provider.test:8443 | https://provider.test/ | p:1",
                "provider.test:443 | https://provider.test/ | direct",
                "10.0.0.0/8 | http://10.200.1.1/ | direct",
                "10.0.0.0/8 | http://11.0.0.1/ | p:1",
                "10.0.0.0/8 | http://ten.test/ | p:1",
                "0.0.0.0/0 | http://9.9.9.9/ | direct",
                "10.0.0.0/99 | http://10.0.0.1/ | p:1",
                "192.168.1.5 | http://192.168.1.5:11434/ | direct",
            })
    void bypassesTheProxyForNoProxyHosts(String noProxy, URI uri, String proxy) {
        assertThat(proxy(of("HTTP_PROXY", "http://p:1", "HTTPS_PROXY", "http://p:1", "NO_PROXY", noProxy), uri))
                .isEqualTo(proxy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:11434/v1", "http://localhost:1234/v1", "http://[::1]:80/", "http://127.9.9.9/"
            })
    void neverUsesAProxyForLoopback(URI uri) {
        assertThat(proxy(of("HTTP_PROXY", "http://p:1"), uri)).isEqualTo("direct");
        assertThat(of().hint(uri)).isEmpty();
    }

    @Test
    void fallsBackToTheProxySelectorOfTheJvm() {
        var properties = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("property", 9)));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };

        assertThat(proxy(new EnvironmentProxySelector(Map.of(), Optional.of(properties)), HTTPS))
                .isEqualTo("property:9");
        assertThat(proxy(
                        new EnvironmentProxySelector(
                                Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", "provider.test"),
                                Optional.of(properties)),
                        HTTPS))
                .isEqualTo("direct");
    }

    @Test
    void sendsProxyCredentialsOnlyToTheProxy() {
        EnvironmentProxySelector proxies = of("HTTPS_PROXY", "http://me:s%20cret@proxy.test:3128");

        assertThat(proxies.proxyAuthorization(HTTPS)).contains("Basic bWU6cyBjcmV0");
        assertThat(proxies.proxyAuthorization(HTTP)).isEmpty();
        assertThat(proxies.settings().getFirst().displayAddress()).isEqualTo("http://proxy.test:3128");
        assertThat(proxies.hint(HTTPS)).doesNotContain("cret");
    }

    @Test
    void mentionsTheProxyInErrorHints() {
        assertThat(of().hint(HTTPS)).contains("if this network needs a proxy", "HTTPS_PROXY=");
        assertThat(of().hint(HTTP)).contains("HTTP_PROXY=");
        assertThat(of("HTTPS_PROXY", "http://p:1").hint(HTTPS)).contains("the proxy http://p:1 of HTTPS_PROXY");
        assertThat(of("HTTPS_PROXY", "http://p:1", "NO_PROXY", "provider.test").hint(HTTPS))
                .contains("NO_PROXY excludes it");
    }
}
