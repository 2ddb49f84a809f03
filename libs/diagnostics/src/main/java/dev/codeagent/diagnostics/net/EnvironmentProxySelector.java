package dev.codeagent.diagnostics.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Selects proxies by {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, as other programs do; without them
 * by the system properties of the JVM. Java does not read these variables.
 */
public final class EnvironmentProxySelector extends ProxySelector {
    private static final String EXAMPLE = "http://proxy.example:3128";
    private static final String ADDRESS = "[^:/?#\\s\\[\\]]+:\\d+.*";

    private final List<Setting> settings;
    private final NoProxyList noProxy;
    private final Optional<ProxySelector> fallback;

    /**
     * @param fallback used if the variables name no proxy
     */
    public EnvironmentProxySelector(Map<String, String> environment, Optional<ProxySelector> fallback) {
        this.settings = Stream.of("http", "https")
                .flatMap(scheme -> setting(environment, scheme).stream())
                .toList();
        this.noProxy = new NoProxyList(variable(environment, "no_proxy")
                .map(name -> environment.get(name))
                .orElse(""));
        this.fallback = fallback;
    }

    /** Returns the selector for the environment of this process. */
    public static EnvironmentProxySelector fromSystemEnvironment() {
        return new EnvironmentProxySelector(System.getenv(), Optional.ofNullable(ProxySelector.getDefault()));
    }

    /**
     * A variable that names a proxy.
     *
     * @param scheme the scheme of the URLs that it applies to
     * @param address empty if the value is not the address of an HTTP proxy
     */
    public record Setting(String variable, String scheme, Optional<URI> address) {

        /** For display: without a password that the address may contain. */
        public String displayAddress() {
            return address.map(a -> a.getScheme() + "://" + a.getHost() + ":" + a.getPort())
                    .orElse("(invalid)");
        }

        @Override
        public String toString() {
            return variable + " " + displayAddress();
        }
    }

    public List<Setting> settings() {
        return settings;
    }

    /** The value of {@code NO_PROXY}, or empty. */
    public String noProxy() {
        return noProxy.text();
    }

    /** Returns the setting whose proxy is used for an address. */
    public Optional<Setting> settingFor(URI uri) {
        String host = host(uri);
        if (host.isEmpty() || NoProxyList.isLoopback(host) || noProxy.matches(host, port(uri))) {
            return Optional.empty();
        }
        return settings.stream()
                .filter(s -> s.scheme().equalsIgnoreCase(uri.getScheme()))
                .filter(s -> s.address().isPresent())
                .findFirst();
    }

    /** Returns the value of the header Proxy-Authorization if the proxy's address contains user name and password. */
    public Optional<String> proxyAuthorization(URI uri) {
        return settingFor(uri)
                .flatMap(Setting::address)
                .map(URI::getUserInfo)
                .map(credentials ->
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the end of an error message with a possible proxy problem; empty if no proxy can be the cause. */
    public String hint(URI uri) {
        Optional<Setting> used = settingFor(uri);
        if (used.isPresent()) {
            return "; the request goes through the proxy " + used.get().displayAddress() + " of "
                    + used.get().variable() + "; check that it is right and running";
        }
        String host = host(uri);
        if (NoProxyList.isLoopback(host)) {
            return "";
        }
        return noProxy.matches(host, port(uri))
                ? "; NO_PROXY excludes it from the proxy"
                : "; if this network needs a proxy, set " + uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY="
                        + EXAMPLE + " in the environment of the server";
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<Setting> setting = settingFor(uri);
        if (setting.isPresent()) {
            URI address = setting.get().address().orElseThrow();
            return List.of(new Proxy(
                    Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), address.getPort())));
        }
        boolean configured = settings.stream().anyMatch(s -> s.scheme().equalsIgnoreCase(uri.getScheme()));
        return configured || NoProxyList.isLoopback(host(uri))
                ? List.of(Proxy.NO_PROXY)
                : fallback.map(o -> o.select(uri)).orElse(List.of(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // Each address has only one proxy, so there is no alternative; the caller gets the failure.
    }

    private static Optional<Setting> setting(Map<String, String> environment, String scheme) {
        return variable(environment, scheme + "_proxy")
                .map(name -> new Setting(name, scheme, address(environment.getOrDefault(name, ""))));
    }

    /** Lower case has precedence, as in other programs. */
    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .filter(n -> !environment.getOrDefault(n, "").isBlank())
                .findFirst();
    }

    private static Optional<URI> address(String text) {
        String value = text.strip();
        try {
            URI uri = URI.create(value.matches(ADDRESS) && !value.contains("://") ? "http://" + value : value);
            boolean supported = "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
            return supported ? Optional.of(withPort(uri)) : Optional.empty();
        } catch (IllegalArgumentException | URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static URI withPort(URI uri) throws URISyntaxException {
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new URI("http", uri.getUserInfo(), uri.getHost(), port, null, null, null);
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().replaceAll("^\\[|]$", "");
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
