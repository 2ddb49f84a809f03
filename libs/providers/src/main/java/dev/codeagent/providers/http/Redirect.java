package dev.codeagent.providers.http;

import dev.codeagent.api.provider.ProviderUrl;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.Set;

/** A response that names another address. */
record Redirect(int status, URI location) {
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    /** The redirect in the response to a request; empty if it is none, or names no http or https address. */
    static Optional<Redirect> find(URI request, int status, HttpHeaders headers) {
        return STATUSES.contains(status)
                ? headers.firstValue("location").flatMap(location -> resolve(request, status, location))
                : Optional.empty();
    }

    private static Optional<Redirect> resolve(URI request, int status, String location) {
        try {
            URI resolved = request.resolve(location.strip());
            boolean usable =
                    resolved.getHost() != null && Set.of("http", "https").contains(resolved.getScheme());
            return usable ? Optional.of(new Redirect(status, resolved)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether a key may be sent to the new address too. */
    boolean isSameOrigin(URI request) {
        return ProviderUrl.origin(location).equals(ProviderUrl.origin(request));
    }
}
