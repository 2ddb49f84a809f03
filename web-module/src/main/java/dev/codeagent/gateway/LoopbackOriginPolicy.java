package dev.codeagent.gateway;

import java.net.URI;
import java.util.Set;

/**
 * Refuses requests that a foreign page makes through the user's browser: the Host must name loopback (else it is DNS
 * rebinding), and an Origin, where there is one, must be ours.
 */
public record LoopbackOriginPolicy(int port) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** {@code host} as the header has it, with or without a port. */
    public boolean isHostAllowed(String host) {
        return host != null && LOOPBACK.contains(host.replaceFirst(":\\d{1,5}$", ""));
    }

    /** {@code origin} may be absent: then no browser sent the request. */
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
