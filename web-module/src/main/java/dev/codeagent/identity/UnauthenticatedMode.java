package dev.codeagent.identity;

import dev.codeagent.api.security.Caller;
import jakarta.servlet.http.HttpServletRequest;

/** {@code security.localToken=false}: whoever reaches the server is its user. */
final class UnauthenticatedMode implements AuthenticationMode {
    @Override
    public Result authenticate(HttpServletRequest request) {
        return new Result.Authenticated(Caller.LOCAL);
    }
}
