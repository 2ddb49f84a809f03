package dev.codeagent.identity;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.api.security.TokenProof;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * This process of the server, which proves to clients that it has the token.
 *
 * @param instance random characters, new at each start
 * @param insideContainer whether clients reach the server at the host's loopback, where the container publishes its port
 */
record ServerInstance(LocalToken token, String instance, boolean insideContainer) {

    static ServerInstance start(LocalToken token, boolean insideContainer) {
        return new ServerInstance(token, TokenProof.newNonce(), insideContainer);
    }

    /** With the address at which the connection arrived, never one that the client names. */
    TokenProof proof(HttpServletRequest request) {
        try {
            String host = insideContainer ? "127.0.0.1" : request.getLocalAddr();
            return new TokenProof(
                    token, TokenProof.address(InetAddress.getByName(host), request.getLocalPort()), instance);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // It is an address, not a name.
        }
    }

    /** Whether a client sent what it sends in place of the token. */
    boolean isFromClient(HttpServletRequest request, String candidate) {
        return TokenProof.isEqual(proof(request).ofClient(), candidate);
    }
}
