package dev.codeagent.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;

/**
 * A request as the client made it, which is not what arrived if a proxy passed it on.
 *
 * @param client the address of the client
 * @param secure whether the client's connection was encrypted
 * @param host the authority that the client named; empty if it named none
 * @param basePath the path before the server's own paths; empty, or a path without a slash at its end
 */
public record ForwardedRequest(String client, boolean secure, Optional<String> host, String basePath) {

    private static final String ATTRIBUTE = ForwardedRequest.class.getName();

    /** The request as the authentication mechanism read it. */
    public static ForwardedRequest of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ForwardedRequest known
                ? known
                : new ForwardedRequest(
                        request.getRemoteAddr(),
                        request.isSecure(),
                        Optional.ofNullable(request.getHeader("Host")),
                        "");
    }

    /** Keeps what was read for the other parts of the application. */
    public void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Whether the client used another address than the one at which the request arrived. */
    public boolean differsFrom(HttpServletRequest request) {
        return secure != request.isSecure()
                || !basePath.isEmpty()
                || !host.equals(Optional.ofNullable(request.getHeader("Host")));
    }

    /** The address that the client used for this one of the server. */
    public URI toClientAddress(URI address) {
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return host.map(authority -> URI.create(scheme() + "://" + authority + basePath + address.getRawPath() + query))
                .orElse(address);
    }

    public String scheme() {
        return secure ? "https" : "http";
    }
}
