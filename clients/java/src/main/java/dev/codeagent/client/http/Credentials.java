package dev.codeagent.client.http;

import dev.codeagent.client.error.ApiError;
import dev.codeagent.client.error.ApiException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** What a client sends to a server so that it is recognized. Asked for each request, because a restart may change it. */
public interface Credentials {
    int UNAUTHORIZED = 401;

    /**
     * The value of the header {@code Authorization} for a request to this address; empty if nothing is sent there.
     *
     * @throws IOException if it cannot be determined now, for example because the server still starts
     */
    Optional<String> authorization(URI address) throws IOException;

    /** The failure of a request that the server at this address did not accept. */
    default RuntimeException refusal(URI address) {
        return new ApiException(new ApiError(
                UNAUTHORIZED,
                "UNAUTHENTICATED",
                "forbidden",
                "the server at " + address + " does not accept the token of this client",
                Optional.empty()));
    }

    /** Sends nothing, for the health of a server. */
    static Credentials none() {
        return address -> Optional.empty();
    }

    /** Sends the token to every address that the client is used with. */
    static Credentials of(AccessToken token) {
        return address -> Optional.of(token.authorization());
    }
}
