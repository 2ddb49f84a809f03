package dev.codeagent.modelgateway;

import com.sun.net.httpserver.Headers;
import dev.codeagent.api.credential.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Authorizes requests: with a token, callers must send it; without one, only programs on this host are allowed. Pages
 * of other origins are always rejected.
 *
 * @param token the token that callers send as {@code Authorization: Bearer}
 */
record RequestAuthenticator(Optional<Secret> token) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    /** @throws AgentException FORBIDDEN if the request is rejected */
    void authenticate(Headers request) {
        String origin = request.getFirst("Origin");
        if (origin != null && !LOOPBACK.contains(host(origin))) {
            throw GatewayError.FORBIDDEN.exception("requests from pages of " + origin + " are not allowed");
        }
        if (token.isPresent()) {
            requireToken(request);
        } else if (!LOOPBACK.contains(host("http://" + request.getFirst("Host")))) {
            // Another name that resolves to this host (DNS rebinding).
            throw GatewayError.FORBIDDEN.exception("the Host header is '" + request.getFirst("Host")
                    + "'; without DOCKER_LLM_TOKEN the gateway accepts localhost and 127.0.0.1 only");
        }
    }

    private void requireToken(Headers request) {
        String actual = String.valueOf(request.getFirst("Authorization"));
        byte[] expected = (BEARER + token.orElseThrow().reveal()).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(actual.getBytes(StandardCharsets.UTF_8), expected)) {
            throw GatewayError.UNAUTHORIZED.exceptionFor(
                    "", "; send Authorization: Bearer with the value of DOCKER_LLM_TOKEN");
        }
    }

    private static String host(String address) {
        try {
            return String.valueOf(URI.create(address).getHost());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
