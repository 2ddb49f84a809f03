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
 * The proxies that {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY} name, as other programs understand them;
 * where they name none, what the JVM's own properties say. Java reads these variables nowhere by itself.
 */
public final class EnvironmentProxySelector extends ProxySelector {
    private static final String EXAMPLE = "http://proxy.example:3128";
    private static final String ADDRESS = "[^:/?#\\s\\[\\]]+:\\d+.*";

    private final List<Setting> settings;
    private final NoProxyList noProxy;
    private final Optional<ProxySelector> fallback;

    /** @param fallback asked where the variables name no proxy */
    public EnvironmentProxySelector(Map<String, String> environment, Optional<ProxySelector> fallback) {
        this.settings = Stream.of("http", "https")
                .flatMap(scheme -> setting(environment, scheme).stream())
                .toList();
        this.noProxy = new NoProxyList(variable(environment, "no_proxy")
                .map(name -> environment.get(name))
                .orElse(""));
        this.fallback = fallback;
    }

    /** Those of this process. */
    public static EnvironmentProxySelector fromSystemEnvironment() {
        return new EnvironmentProxySelector(System.getenv(), Optional.ofNullable(ProxySelector.getDefault()));
    }

    /**
     * A variable that names a proxy.
     *
     * @param scheme of the addresses that it is for
     * @param address empty where the value is no address of a proxy that can be spoken to
     */
    public record Setting(String variable, String scheme, Optional<URI> address) {

        /** For people: without the password that the address may hold. */
        public String displayAddress() {
            return address.map(a -> a.getScheme() + "://" + a.getHost() + ":" + a.getPort())
                    .orElse("(not readable)");
        }
    }

    public List<Setting> settings() {
        return settings;
    }

    /** What {@code NO_PROXY} says; empty where it says nothing. */
    public String noProxy() {
        return noProxy.text();
    }

    /** The setting by which an address is asked through a proxy. */
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

    /** The value of the header Proxy-Authorization, where the proxy's address holds a name and a password. */
    public Optional<String> proxyAuthorization(URI uri) {
        return settingFor(uri)
                .flatMap(Setting::address)
                .map(URI::getUserInfo)
                .map(credentials ->
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    /** The end of a sentence that says why an address was not reached; empty where no proxy can be the reason. */
    public String hint(URI uri) {
        Optional<Setting> used = settingFor(uri);
        if (used.isPresent()) {
            return "; it is asked through the proxy " + used.get().displayAddress() + " of "
                    + used.get().variable() + ": is that right and running?";
        }
        String host = host(uri);
        if (NoProxyList.isLoopback(host)) {
            return "";
        }
        return noProxy.matches(host, port(uri))
                ? "; NO_PROXY keeps it from the proxy"
                : "; if this network needs a proxy, set " + uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY="
                        + EXAMPLE + " where the server is started";
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
        // There is one proxy an address, so no other to turn to; the caller gets the failure.
    }

    private static Optional<Setting> setting(Map<String, String> environment, String scheme) {
        return variable(environment, scheme + "_proxy")
                .map(name -> new Setting(name, scheme, address(environment.get(name))));
    }

    /** The small letters win, as with other programs. */
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
