package dev.codeagent.gateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.proxy.ForwardedRequest;
import dev.codeagent.proxy.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests that a page of another origin makes through the user's browser: the Host must name loopback or a
 * configured host (against DNS rebinding), an Origin, if present, must be this server, and so must what the browser says
 * about the page in Sec-Fetch-Site.
 *
 * @param hosts additional names of this server, in lower case, for example of a reverse proxy
 * @param proxies the proxies that may name the host and the scheme of their clients
 */
public record LoopbackOriginPolicy(int port, Set<String> hosts, TrustedProxies proxies) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    /** What a browser sends for its own pages, and for an address that the user entered. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    public LoopbackOriginPolicy {
        hosts = Set.copyOf(hosts);
    }

    LoopbackOriginPolicy(int port, Set<String> hosts) {
        this(port, hosts, new TrustedProxies(List.of(), ""));
    }

    public static LoopbackOriginPolicy configured() {
        Config config = ConfigProvider.getConfig();
        String hosts = config.getOptionalValue("gateway.hosts", String.class).orElse("");
        return new LoopbackOriginPolicy(
                config.getOptionalValue("gateway.port", Integer.class).orElse(8080),
                Arrays.stream(hosts.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                        .filter(host -> !host.isEmpty())
                        .collect(Collectors.toSet()),
                TrustedProxies.configured());
    }

    /**
     * The reason to reject the request; empty if it is allowed.
     *
     * @param open whether the address tells nothing and changes nothing, so that pages may link to it
     */
    public Optional<String> refusal(HttpServletRequest request, boolean open) {
        ForwardedRequest forwarded;
        try {
            forwarded = proxies.read(request);
        } catch (AgentException e) {
            return Optional.of(e.getMessage());
        }
        forwarded.attachTo(request);
        // Both: a proxy may pass on what its client wrote into the header that it does not set.
        if (!isHostAllowed(request.getHeader("Host"))
                || !isHostAllowed(forwarded.host().orElse(null))) {
            return Optional.of("this server answers on loopback and for the names in gateway.hosts only; use"
                    + " http://127.0.0.1 or http://localhost");
        }
        boolean link = open && request.getMethod().equals("GET");
        if (!isOriginAllowed(request.getHeader("Origin"), forwarded.host().orElse(null))
                || !link && !isFetchSiteAllowed(request.getHeader("Sec-Fetch-Site"))) {
            return Optional.of("this server rejects requests from pages of another origin");
        }
        return Optional.empty();
    }

    /** @param host the header value, with or without a port */
    public boolean isHostAllowed(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = withoutPort(host);
        return LOOPBACK.contains(name) || hosts.contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * @param origin the header value; null if the request does not come from a browser
     * @param host the header value; a page of a configured host has exactly this authority
     */
    public boolean isOriginAllowed(@Nullable String origin, @Nullable String host) {
        if (origin == null || origin.isBlank()) {
            return true;
        }
        try {
            URI uri = URI.create(origin);
            if (uri.getHost() == null || uri.getScheme() == null) {
                return false;
            }
            return LOOPBACK.contains(uri.getHost())
                    ? uri.getScheme().equals("http")
                            && uri.getPort() == port
                            && host != null
                            && LOOPBACK.contains(withoutPort(host))
                    : uri.getScheme().matches("https?")
                            && hosts.contains(uri.getHost().toLowerCase(Locale.ROOT))
                            && uri.getAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @param site the header value; null for programs and for browsers that do not send it */
    public boolean isFetchSiteAllowed(@Nullable String site) {
        return site == null || OWN_SITES.contains(site);
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d{1,5}$", "");
    }
}
