package dev.codeagent.modelgateway;

import com.sun.net.httpserver.Headers;
import dev.codeagent.api.credential.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask: whoever has the token; without one, programs of this machine, and no page of a browser.
 *
 * @param token what callers send as {@code Authorization: Bearer}
 */
public record RequestAuthenticator(Optional<Secret> token) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    /** Throws where the request is refused. */
    void authenticate(Headers request) {
        String origin = request.getFirst("Origin");
        if (origin != null && !LOOPBACK.contains(host(origin))) {
            throw GatewayError.FORBIDDEN.exception("pages of " + origin + " may not ask this gateway");
        }
        if (token.isPresent()) {
            requireToken(request);
        } else if (!LOOPBACK.contains(host("http://" + request.getFirst("Host")))) {
            // A name that somebody made to mean this machine.
            throw GatewayError.FORBIDDEN.exception("the gateway is asked as " + request.getFirst("Host")
                    + "; without DOCKER_LLM_TOKEN it answers to localhost and 127.0.0.1 alone");
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
