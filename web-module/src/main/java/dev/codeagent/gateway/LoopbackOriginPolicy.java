package dev.codeagent.gateway;

import java.net.URI;
import java.util.Set;

/**
 * Rejects requests that a page of another origin makes through the user's browser: the Host must name loopback (against
 * DNS rebinding), and an Origin, if present, must be this server.
 */
public record LoopbackOriginPolicy(int port) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @param host the header value, with or without a port */
    public boolean isHostAllowed(String host) {
        return host != null && LOOPBACK.contains(host.replaceFirst(":\\d{1,5}$", ""));
    }

    /** @param origin the header value; null if the request does not come from a browser */
    public boolean isOriginAllowed(String origin) {
        if (origin == null || origin.isBlank()) {
            return true;
        }
        try {
            URI uri = URI.create(origin);
            return "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && LOOPBACK.contains(uri.getHost())
                    && uri.getPort() == port;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
