package dev.codeagent.identity;

import dev.codeagent.api.security.Caller;
import jakarta.servlet.http.HttpServletRequest;

/** One way in which a request can prove who makes it. */
interface AuthenticationMode {
    /** Reads the credentials of this mode from the request. */
    Result authenticate(HttpServletRequest request);

    /** Whether the request has credentials of this mode, and whether they are right. */
    sealed interface Result {
        record Authenticated(Caller caller) implements Result {}

        /** @param reason what is wrong with the credentials, without them */
        record Rejected(String reason) implements Result {}

        /** The request has no credentials of this mode. */
        record NotPresent() implements Result {}
    }
}
