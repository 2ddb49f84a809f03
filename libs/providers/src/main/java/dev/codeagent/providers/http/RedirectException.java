package dev.codeagent.providers.http;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** A provider answered with a redirect. */
final class RedirectException extends RuntimeException {
    static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient URI location;

    RedirectException(int status, URI location) {
        super("HTTP " + status, null, false, false);
        this.status = status;
        this.location = location;
    }

    /** The absolute http or https address in the header Location; empty if it is none. */
    static Optional<URI> resolve(URI request, String location) {
        try {
            URI resolved = request.resolve(location.strip());
            boolean usable =
                    resolved.getHost() != null && Set.of("http", "https").contains(resolved.getScheme());
            return usable ? Optional.of(resolved) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    int status() {
        return status;
    }

    URI location() {
        return location;
    }
}
